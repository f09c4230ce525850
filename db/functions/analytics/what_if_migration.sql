create function analytics.what_if_migration(
    from_plan_code text,
    to_plan_code text,
    cycle text default null,
    at timestamptz default util.now(),
    currency text default null
)
returns table (
    cycle text,
    customers bigint,
    paying_more bigint,
    paying_less bigint,
    mrr numeric,
    mrr_after numeric,
    change numeric,
    total_mrr numeric,
    total_mrr_after numeric
)
language sql
stable
begin atomic
    with items as materialized (
        select
            c.organization_id,
            c.cycle,
            c.net_arr,
            -- The discount keeps its share. Where the plan is not sold so, nothing moves.
            case
                when
                    c.kind = 'plan' and c.code = what_if_migration.from_plan_code
                    and c.cycle = coalesce(what_if_migration.cycle, c.cycle)
                    then
                        n.arr * c.quantity * coalesce(c.net_arr::numeric / nullif(c.list_arr, 0), 1)
            end as arr_after
        from
            analytics.contracts_at(
                at => what_if_migration.at, currency => what_if_migration.currency
            ) as c
        left join (
            select
                p.cycle,
                p.unit_amount_cents * case p.cycle when 'monthly' then 12 else 1 end as arr
            from catalog.current_plan_versions() as v
            inner join catalog.prices as p on v.plan_version_id = p.plan_version_id
            where
                v.plan_code = what_if_migration.to_plan_code
                and p.currency = coalesce(
                    what_if_migration.currency, util.setting('default_currency')
                )
        ) as n on c.cycle = n.cycle
    ),

    totals as (
        select
            coalesce(sum(i.net_arr), 0) as arr,
            coalesce(sum(coalesce(i.arr_after, i.net_arr)), 0) as arr_after
        from items as i
    )

    select
        p.cycle,
        p.customers,
        p.paying_more,
        p.paying_less,
        analytics.per_month(p.arr) as mrr,
        analytics.per_month(p.arr_after) as mrr_after,
        analytics.per_month(p.arr_after - p.arr) as change,
        analytics.per_month(t.arr) as total_mrr,
        analytics.per_month(t.arr_after) as total_mrr_after
    from (
        select
            i.cycle,
            count(distinct i.organization_id) as customers,
            count(distinct i.organization_id) filter (where i.arr_after > i.net_arr) as paying_more,
            count(distinct i.organization_id) filter (where i.arr_after < i.net_arr) as paying_less,
            sum(i.net_arr) as arr,
            sum(i.arr_after) as arr_after
        from items as i
        where i.arr_after is not null
        group by i.cycle
    ) as p
    cross join totals as t
    order by p.cycle;
end;

comment on function analytics.what_if_migration(text, text, text, timestamptz, text) is
$$What MRR would be if those on one plan were on another, or on its newest version

Computed on copies of what is paid for at an instant: nothing is changed and nothing locked. Every
plan item of from_plan_code is valued at the price for which to_plan_code is sold now, in the same
cycle (null is every cycle); discounts keep their share, add-ons stay. Naming one plan twice moves
everybody to its newest version. One row for each cycle that can move: customers, how many would
pay more and less, what their plans bring and would bring; total_mrr and total_mrr_after are those
of the whole book. Cents of MRR.

Example: three on starter at 49.00 a month, professional is sold for 199.00: mrr 14700, mrr_after
59700, paying_more 3.$$;

grant execute on function catalog.current_plan_versions() to analyst;
grant execute on function analytics.what_if_migration(text, text, text, timestamptz, text)
to platform_admin, analyst;
