create view api.usage_alerts
with (security_invoker = true)
as
select
    a.organization_id,
    a.feature_code as feature,
    a.threshold_percent,
    a.limit_value,
    trim_scale(a.used) as used,
    a.period_start,
    a.period_end,
    a.raised_at
from usage.alerts as a;

comment on view api.usage_alerts is
$$When limits of the caller's organization were nearly, fully and more than used

One row for each feature, period and threshold of 80, 100 and 120 percent that was reached.$$;

grant select (
    organization_id, feature_code, threshold_percent, limit_value, used, period_start, period_end,
    raised_at
) on usage.alerts to authenticated;
grant select on api.usage_alerts to authenticated;
