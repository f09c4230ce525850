create function analytics.mrr_breakdown(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    dimension text,
    value text,
    mrr numeric,
    list_mrr numeric,
    customers bigint,
    arpa numeric,
    trial_mrr numeric,
    scheduled_churn_mrr numeric
)
language sql
stable
begin atomic
    with terms as materialized (
        select
            ((mrr_breakdown.as_of + 1)::timestamp at time zone 'UTC') - interval '1 microsecond'
                as close_at,
            coalesce(mrr_breakdown.currency, util.setting('default_currency')) as currency
    ),

    contracts as materialized (
        select
            v.organization_id,
            p.plan_code,
            v.cycle,
            p.plan_code || ' v' || p.version as plan_version,
            case when v.status <> 'trialing' then v.net_arr_cents end as net_arr,
            case when v.status <> 'trialing' then v.list_arr_cents end as list_arr,
            case
                when v.status = 'trialing' and v.net_arr_cents > 0 then v.net_arr_cents
                when v.status = 'trialing' then r.unit_amount_cents * 12
            end as trial_arr,
            case
                when
                    v.status <> 'trialing'
                    and (coalesce(upper(v.valid_during), s.cancel_at) > t.close_at) is true
                    -- What goes on under other terms does not end. A count, because that is asked
                    -- only of what ends; "exists" would read the whole history for a list.
                    and (
                        select count(*)
                        from billing.subscription_versions as f
                        where
                            f.organization_id = v.organization_id
                            and f.subscription_id = v.subscription_id
                            and lower(f.valid_during) = upper(v.valid_during)
                            and f.known_during @> mrr_breakdown.known_at
                            and f.status in ('active', 'past_due')
                            and f.net_arr_cents > 0
                    ) = 0
                    then v.net_arr_cents
            end as ending_arr
        from billing.subscription_versions as v
        cross join terms as t
        inner join identity.organizations as o on v.organization_id = o.id
        inner join billing.subscriptions as s
            on v.organization_id = s.organization_id and v.subscription_id = s.id
        left join catalog.plan_versions as p on v.plan_version_id = p.id
        left join catalog.prices as r
            on
                v.plan_version_id = r.plan_version_id
                and r.cycle = 'monthly'
                and t.currency = r.currency
        where
            -- The bounds, not "contains": all that is known is known now, and the planner expects
            -- to find little of it.
            lower(v.valid_during) <= (select m.close_at from terms as m)
            and coalesce(upper(v.valid_during), 'infinity') > (select m.close_at from terms as m)
            and (v.known_during @> (select mrr_breakdown.known_at)) is true
            and v.status in ('active', 'past_due', 'trialing')
            -- A trial without a card has no currency yet.
            and coalesce(v.currency, t.currency) = t.currency
            and not o.is_sandbox
    )

    select
        d.dimension,
        coalesce(d.value, 'unknown') as value,
        analytics.per_month(coalesce(sum(c.net_arr), 0)) as mrr,
        analytics.per_month(coalesce(sum(c.list_arr), 0)) as list_mrr,
        count(distinct c.organization_id) filter (where c.net_arr > 0) as customers,
        analytics.per_month(coalesce(sum(c.net_arr), 0))
        / nullif(count(distinct c.organization_id) filter (where c.net_arr > 0), 0) as arpa,
        analytics.per_month(coalesce(sum(c.trial_arr), 0)) as trial_mrr,
        analytics.per_month(coalesce(sum(c.ending_arr), 0)) as scheduled_churn_mrr
    from contracts as c
    cross join
        lateral (
            values ('tier', c.plan_code), ('cycle', c.cycle), ('plan_version', c.plan_version)
        ) as d (dimension, value)
    group by d.dimension, d.value
    order by d.dimension asc, mrr desc, value asc;
end;

comment on function analytics.mrr_breakdown(date, timestamptz, text) is
$$What the revenue consists of: by tier, by cycle, by plan version

At the close of as_of, one row for each value of each dimension (tier, cycle, plan_version);
within a dimension mrr adds up to the total. A subscription counts, with its add-ons, under its
plan; value is unknown for imported history. list_mrr is before discounts; customers pay more than
nothing (one with two subscriptions counts under the values of both); trial_mrr is what running
trials would pay, at the monthly price if nothing was chosen; scheduled_churn_mrr is what is known
to end after as_of. Cents of MRR.

Example: tier, professional, 39800, 39800, 2 customers, arpa 19900, trial_mrr 19900 for one trial.$$;

grant select (plan_version_id, cycle) on billing.subscription_versions to platform_admin, analyst;
grant select (organization_id, id, cancel_at) on billing.subscriptions to platform_admin, analyst;
grant select (id, plan_code, version, published_at) on table catalog.plan_versions
to platform_admin, analyst;
grant select (plan_version_id, cycle, currency, unit_amount_cents) on table catalog.prices
to platform_admin, analyst;
grant execute on function analytics.mrr_breakdown(date, timestamptz, text)
to platform_admin, analyst;

create view analytics.mrr_breakdown
with (security_invoker = true)
as
select
    b.dimension,
    b.value,
    b.mrr,
    b.list_mrr,
    b.customers,
    b.arpa,
    b.trial_mrr,
    b.scheduled_churn_mrr
from analytics.mrr_breakdown() as b;

comment on view analytics.mrr_breakdown is
$$What the revenue consists of, as of today

The function of this name with nothing given.$$;

grant select on analytics.mrr_breakdown to platform_admin, analyst;
