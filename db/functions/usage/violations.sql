create or replace view usage.violations
with (security_invoker = true)
as
select
    'counter_off' as name,
    d.organization_id,
    format('%s: %s are counted, and %s there', d.feature_code, d.used, d.counted) as detail
from usage.counter_drifts as d;

comment on view usage.violations is 'What must never be of limits. Empty is healthy.';
