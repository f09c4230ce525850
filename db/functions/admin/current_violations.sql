-- Not for the API: it reads whole tables, with the owner's rights.
create view admin.current_violations
with (security_invoker = true)
as
with months as (
    select m.*
    from analytics.mrr_movements() as m
)

select
    v.name,
    v.organization_id,
    v.detail
from identity.violations as v
union all
select
    v.name,
    v.organization_id,
    v.detail
from audit.violations as v
union all
select
    v.name,
    v.organization_id,
    v.detail
from notify.violations as v
union all
select
    v.name,
    v.organization_id,
    v.detail
from webhooks.violations as v
union all
select
    v.name,
    v.organization_id,
    v.detail
from jobs.violations as v
union all
select
    v.name,
    v.organization_id,
    v.detail
from billing.violations as v
union all
select
    v.name,
    v.organization_id,
    v.detail
from usage.violations as v
union all
-- Revenue: movements make the end of each month, the last of which is what the history comes to,
-- and that is what the subscriptions come to.
select
    'mrr_movements_off',
    null,
    format('%s: start and movements do not make the end', m.month)
from months as m
where
    abs(
        m.mrr_start + m.new_mrr + m.reactivation_mrr + m.expansion_mrr - m.contraction_mrr
        - m.churn_mrr - m.mrr_end
    ) > 0.000001
union all
select
    'mrr_series_off',
    null,
    format(
        'the series ends with %s a month of %s customers, the history with %s of %s',
        e.mrr_end, e.customers_end, h.mrr, h.customers
    )
from (
    select
        m.mrr_end,
        m.customers_end
    from months as m
    order by m.month desc
    limit 1
) as e
cross join analytics.mrr_at() as h
where
    (e.mrr_end, e.customers_end) is distinct from (h.mrr, h.customers)
    -- The series knows what this day still brings.
    and not exists (
        select from billing.subscription_versions as v
        where
            upper_inf(v.known_during)
            and lower(v.valid_during) > util.now()
            and lower(v.valid_during) < date_trunc('day', util.now(), 'UTC') + interval '1 day'
    )
union all
select
    'mrr_sum_off',
    null,
    format('the history comes to %s a month, the subscriptions to %s', h.mrr, s.mrr)
from analytics.mrr_at() as h
cross join (
    select analytics.per_month(coalesce(sum(b.net_arr_cents), 0)) as mrr
    from billing.subscriptions as b
    inner join identity.organizations as o on b.organization_id = o.id
    where
        b.status in ('active', 'past_due')
        and not o.is_sandbox
        and b.currency = (select util.setting('default_currency'))
) as s
where
    h.mrr <> s.mrr
    -- While something that comes by itself is being brought over, they may differ for a day.
    and not exists (
        select from billing.subscription_versions as v
        where
            upper_inf(v.known_during)
            and lower(v.valid_during) between util.now() - interval '26 hours' and util.now()
    );

comment on view admin.current_violations is
$$What must never be

All invariants at this moment: name, organization, detail. Empty is healthy.$$;
