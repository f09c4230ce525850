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

    -- Few: what has an end in its history, and what its customer has cancelled. When that is to
    -- end is no part of the history, so no totals tell.
    endings as (
        select
            e.organization_id,
            e.subscription_id,
            e.plan_version_id,
            e.cycle,
            e.net_arr_cents,
            e.currency,
            upper(e.valid_during) as ends_at
        from billing.subscription_versions as e
        where
            e.status in ('active', 'past_due')
            and not (upper_inf(e.valid_during) and upper_inf(e.known_during))
            and not upper_inf(e.valid_during)
            and least(upper(e.valid_during), upper(e.known_during))
            > (select least(t.close_at, mrr_breakdown.known_at) from terms as t)
            and lower(e.valid_during) <= (select t.close_at from terms as t)
            and (e.valid_during @> (select t.close_at from terms as t)) is true
            and (e.known_during @> (select mrr_breakdown.known_at)) is true
        union all
        select
            v.organization_id,
            v.subscription_id,
            v.plan_version_id,
            v.cycle,
            v.net_arr_cents,
            v.currency,
            null
        from billing.subscriptions as s
        -- Looked up one by one: the planner believes that little goes on, and would begin with it.
        cross join
            lateral (
                select
                    g.organization_id,
                    g.subscription_id,
                    g.plan_version_id,
                    g.cycle,
                    g.net_arr_cents,
                    g.currency
                from billing.subscription_versions as g
                where
                    g.organization_id = s.organization_id
                    and g.subscription_id = s.id
                    and g.status in ('active', 'past_due')
                    and upper_inf(g.valid_during)
                    and lower(g.valid_during) <= (select t.close_at from terms as t)
                    and g.known_during @> (select mrr_breakdown.known_at)
                limit all offset 0 -- noqa: AM09
            ) as v
        where s.cancel_at > (select t.close_at from terms as t)
    ),

    ending as (
        select
            d.dimension,
            coalesce(d.value, 'unknown') as value,
            sum(e.net_arr_cents) as arr
        from endings as e
        left join catalog.plan_versions as p on e.plan_version_id = p.id
        cross join
            lateral (
                values
                ('tier', p.plan_code),
                ('cycle', e.cycle),
                ('plan_version', p.plan_code || ' v' || p.version)
            ) as d (dimension, value)
        where
            coalesce(e.currency, (select t.currency from terms as t))
            = (select t.currency from terms as t)
            and e.organization_id <> all(
                array(
                    select s.id from identity.organizations as s
                    where s.is_sandbox
                )
            )
            -- What goes on under other terms does not end. A count, because that is asked only of
            -- what ends; "exists" would read the whole history for a list.
            and (
                select count(*)
                from billing.subscription_versions as f
                where
                    f.organization_id = e.organization_id
                    and f.subscription_id = e.subscription_id
                    and lower(f.valid_during) = e.ends_at
                    and f.known_during @> mrr_breakdown.known_at
                    and f.status in ('active', 'past_due')
                    and f.net_arr_cents > 0
            ) = 0
        group by d.dimension, d.value
    )

    select
        b.dimension,
        b.value,
        analytics.per_month(b.net_arr) as mrr,
        analytics.per_month(b.list_arr) as list_mrr,
        b.customer_n as customers,
        analytics.per_month(b.net_arr) / nullif(b.customer_n, 0) as arpa,
        analytics.per_month(b.trial_arr) as trial_mrr,
        analytics.per_month(coalesce(e.arr, 0)) as scheduled_churn_mrr
    from terms as t
    cross join
        lateral analytics.total_breakdown(
            mrr_breakdown.as_of, mrr_breakdown.known_at, t.currency
        ) as b
    left join ending as e on b.dimension = e.dimension and b.value = e.value
    order by b.dimension asc, mrr desc, b.value asc;
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

grant select (organization_id, id, cancel_at) on billing.subscriptions to platform_admin, analyst;
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
