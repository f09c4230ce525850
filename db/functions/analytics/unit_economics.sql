create function analytics.unit_economics(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    month date,
    arpa numeric,
    gross_margin numeric,
    customer_churn_6m numeric,
    ltv numeric,
    spend numeric,
    new_customers bigint,
    cac numeric,
    ltv_cac numeric,
    payback_months numeric
)
language sql
stable
begin atomic
    select
        l.month,
        l.arpa,
        l.gross_margin,
        l.customer_churn_6m,
        l.ltv,
        l.spend,
        l.new_customers,
        l.cac,
        l.ltv / l.cac as ltv_cac,
        l.cac / nullif(l.arpa * l.gross_margin, 0) as payback_months
    from (
        select
            p.month,
            p.arpa,
            g.gross_margin,
            p.churned::numeric / nullif(p.customers, 0) as customer_churn_6m,
            -- Fewer than five say nothing of how long customers stay.
            case
                when p.churned >= 5 then p.arpa * g.gross_margin * p.customers / p.churned
            end as ltv,
            s.spend,
            p.new_n as new_customers,
            nullif(s.spend, 0) / nullif(p.new_n, 0) as cac
        from (
            select
                m.month,
                m.is_partial,
                m.arpa,
                m.new_n,
                sum(m.churn_n) over half_a_year as churned,
                sum(m.customers_start) over half_a_year as customers
            from
                analytics.mrr_movements(
                    as_of => unit_economics.as_of,
                    known_at => unit_economics.known_at,
                    currency => unit_economics.currency
                ) as m
            window half_a_year as (order by m.month rows 5 preceding)
        ) as p
        cross join (select util.setting('gross_margin')::numeric as gross_margin) as g
        left join (
            select
                date_trunc('month', a.spent_on::timestamp)::date as month,
                sum(a.amount_cents) as spend
            from analytics.acquisition_spend as a
            where
                a.currency = coalesce(
                    unit_economics.currency, util.setting('default_currency')
                )
            group by date_trunc('month', a.spent_on::timestamp)
        ) as s on p.month = s.month
        where not p.is_partial
    ) as l
    order by l.month;
end;

comment on function analytics.unit_economics(date, timestamptz, text) is
$$What a customer is worth, and what one costs

One row for each month that is over. ltv = arpa x gross_margin (a setting) / customer_churn_6m,
the customers lost in the six months that end with this one over the sum of their customers_start;
null when fewer than five were lost, never nothing or without end. cac = spend of the month (table
acquisition_spend) / new customers, null without either. ltv_cac is ltv / cac, payback_months is
cac / (arpa x gross_margin). Money in cents.

Example: arpa 100.00, margin 0.8, 12 of 600 customer-months lost (0.02): ltv 4000.00. 10,000.00
spent on 20 new customers: cac 500.00, ltv_cac 8, payback_months 6.25.$$;

grant select on analytics.acquisition_spend to platform_admin, analyst;
grant execute on function analytics.unit_economics(date, timestamptz, text)
to platform_admin, analyst;

create view analytics.unit_economics
with (security_invoker = true)
as
select
    u.month,
    u.arpa,
    u.gross_margin,
    u.customer_churn_6m,
    u.ltv,
    u.spend,
    u.new_customers,
    u.cac,
    u.ltv_cac,
    u.payback_months
from analytics.unit_economics() as u;

comment on view analytics.unit_economics is
$$What a customer is worth, and what one costs, as of today

The function of this name with nothing given.$$;

grant select on analytics.unit_economics to platform_admin, analyst;
