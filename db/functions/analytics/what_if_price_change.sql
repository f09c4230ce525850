create function analytics.what_if_price_change(
    code text,
    percent numeric,
    cycle text default null,
    at timestamptz default util.now(),
    currency text default null
)
returns table (
    cycle text,
    customers bigint,
    mrr numeric,
    mrr_after numeric,
    change numeric,
    break_even_churn numeric,
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
            coalesce(
                c.code = what_if_price_change.code
                and c.cycle = coalesce(what_if_price_change.cycle, c.cycle),
                false
            ) as is_changed
        from analytics.contracts_at(
            at => what_if_price_change.at, currency => what_if_price_change.currency
        ) as c
    ),

    totals as (
        select
            coalesce(sum(i.net_arr), 0) as arr,
            coalesce(
                sum(i.net_arr * what_if_price_change.percent / 100) filter (where i.is_changed), 0
            ) as change
        from items as i
    )

    select
        p.cycle,
        p.customers,
        analytics.per_month(p.arr) as mrr,
        analytics.per_month(p.arr + p.change) as mrr_after,
        analytics.per_month(p.change) as change,
        case when p.change > 0 then p.change / (p.arr + p.change) end as break_even_churn,
        analytics.per_month(t.arr) as total_mrr,
        analytics.per_month(t.arr + t.change) as total_mrr_after
    from (
        select
            i.cycle,
            count(distinct i.organization_id) filter (where i.net_arr > 0) as customers,
            sum(i.net_arr) as arr,
            sum(i.net_arr) * what_if_price_change.percent / 100 as change
        from items as i
        where i.is_changed
        group by i.cycle
    ) as p
    cross join totals as t
    order by p.cycle;
end;

comment on function analytics.what_if_price_change(text, numeric, text, timestamptz, text) is
$$What MRR would be if a plan or an add-on cost more or less

Computed on copies of what is paid for at an instant: nothing is changed and nothing locked. code
is a plan's or add-on's, percent the change of its price (10 is a tenth more, -10 less), cycle
null is every cycle; discounts keep their share. One row for each cycle: customers concerned, what
these items bring now and would bring (mrr, mrr_after, change), and the share of that revenue
which may leave before a raise brings nothing (break_even_churn); total_mrr and total_mrr_after
are those of the whole book. Cents of MRR, not rounded to what a price list could say.

Example: professional at 199.00, ten customers monthly, percent 10: mrr 199000, mrr_after 218900,
change 19900, break_even_churn 0.0909….$$;

grant execute on function analytics.what_if_price_change(text, numeric, text, timestamptz, text)
to platform_admin, analyst;
