create view api.usage_history
with (security_invoker = true)
as
select
    s.organization_id,
    s.feature_code as feature,
    s.taken_at,
    s.limit_value,
    trim_scale(s.used) as used,
    usage.percent_used(s.used, s.limit_value) as percent,
    s.period_start,
    s.period_end
from usage.snapshots as s;

comment on view api.usage_history is
$$What the caller's organization used, every six hours

One row for each feature and snapshot, with the limit that held then. What was reported late is in
the snapshots after it.$$;

grant select (
    organization_id, feature_code, taken_at, limit_value, used, period_start, period_end
) on usage.snapshots to authenticated;
grant select on api.usage_history to authenticated;
