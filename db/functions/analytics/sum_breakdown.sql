create function analytics.sum_breakdown(
    as_of date, known_at timestamptz, currency text, organization_ids uuid[] default null
)
returns setof analytics.breakdown_totals
language sql
stable
begin atomic
    with terms as materialized (
        select
            ((sum_breakdown.as_of + 1)::timestamp at time zone 'UTC') - interval '1 microsecond'
                as close_at
    ),

    -- As mrr_at reads them: what goes on, what was or was once believed, and trials.
    versions as (
        select
            o.organization_id,
            o.plan_version_id,
            o.cycle,
            o.currency,
            o.net_arr_cents as net_arr,
            o.list_arr_cents as list_arr,
            false as is_trial
        from billing.subscription_versions as o
        where
            o.status in ('active', 'past_due')
            and upper_inf(o.valid_during)
            and upper_inf(o.known_during)
            and lower(o.valid_during) <= (select t.close_at from terms as t)
            and lower(o.known_during) <= (select sum_breakdown.known_at)
            and (
                sum_breakdown.organization_ids is null
                or o.organization_id = any(sum_breakdown.organization_ids)
            )
        union all
        select
            c.organization_id,
            c.plan_version_id,
            c.cycle,
            c.currency,
            c.net_arr_cents,
            c.list_arr_cents,
            false
        from billing.subscription_versions as c
        where
            c.status in ('active', 'past_due')
            and not (upper_inf(c.valid_during) and upper_inf(c.known_during))
            and least(upper(c.valid_during), upper(c.known_during))
            > (select least(t.close_at, sum_breakdown.known_at) from terms as t)
            and lower(c.valid_during) <= (select t.close_at from terms as t)
            and (c.valid_during @> (select t.close_at from terms as t)) is true
            and (c.known_during @> (select sum_breakdown.known_at)) is true
            and (
                sum_breakdown.organization_ids is null
                or c.organization_id = any(sum_breakdown.organization_ids)
            )
        union all
        select
            r.organization_id,
            r.plan_version_id,
            r.cycle,
            r.currency,
            nullif(r.net_arr_cents, 0),
            0,
            true
        from billing.subscription_versions as r
        where
            r.status = 'trialing'
            and coalesce(least(upper(r.valid_during), upper(r.known_during)), 'infinity')
            > (select least(t.close_at, sum_breakdown.known_at) from terms as t)
            and (r.valid_during @> (select t.close_at from terms as t)) is true
            and (r.known_during @> (select sum_breakdown.known_at)) is true
            and (
                sum_breakdown.organization_ids is null
                or r.organization_id = any(sum_breakdown.organization_ids)
            )
    )

    select
        sum_breakdown.currency,
        d.dimension,
        coalesce(d.value, 'unknown') as value,
        count(*) as contract_n,
        count(distinct v.organization_id)
        filter (where not v.is_trial and v.net_arr > 0) as customer_n,
        coalesce(sum(v.net_arr) filter (where not v.is_trial), 0)::bigint as net_arr,
        sum(v.list_arr)::bigint as list_arr,
        coalesce(
            sum(coalesce(v.net_arr, i.unit_amount_cents * 12)) filter (where v.is_trial), 0
        )::bigint as trial_arr
    from versions as v
    left join catalog.plan_versions as p on v.plan_version_id = p.id
    left join catalog.prices as i
        on
            v.is_trial
            and v.plan_version_id = i.plan_version_id
            and i.cycle = 'monthly'
            and i.currency = sum_breakdown.currency
    cross join
        lateral (
            values
            ('tier', p.plan_code),
            ('cycle', v.cycle),
            ('plan_version', p.plan_code || ' v' || p.version)
        ) as d (dimension, value)
    where
        -- A trial without a card has no currency yet.
        coalesce(v.currency, sum_breakdown.currency) = sum_breakdown.currency
        and v.organization_id <> all(
            array(
                select s.id from identity.organizations as s
                where s.is_sandbox
            )
        )
    group by d.dimension, d.value;
end;

comment on function analytics.sum_breakdown(date, timestamptz, text, uuid[]) is
$$What mrr_breakdown shows of running contracts, computed from the history

At the close of as_of, one row for each value of each dimension: how many contracts, how many
customers who pay, what they pay and would pay without discounts, and what trials would pay: of all
customers, or of those of organization_ids. Annualised cents.$$;

grant select (plan_version_id, cycle) on billing.subscription_versions to platform_admin, analyst;
grant select (id, plan_code, version, published_at) on table catalog.plan_versions
to platform_admin, analyst;
grant select (plan_version_id, cycle, currency, unit_amount_cents) on table catalog.prices
to platform_admin, analyst;
grant execute on function analytics.sum_breakdown(date, timestamptz, text, uuid[])
to platform_admin, analyst;
