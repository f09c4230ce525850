create view api.usage
with (security_invoker = true)
as
select
    u.organization_id,
    u.feature_code as feature,
    u.limit_value,
    trim_scale(u.used) as used,
    usage.percent_used(u.used, u.limit_value) as percent,
    u.period_start,
    u.period_end
from usage.my_usage() as u;

comment on view api.usage is
$$What the caller's organization uses, against what it may

One row for each limit, and for each allowance with what was used of it in the current period. What
is not granted has the limit 0; limit_value and percent are null for what is unlimited.$$;
comment on column api.usage.period_end is 'Exclusive. Periods are whole days in UTC.';

grant select on api.usage to authenticated;
