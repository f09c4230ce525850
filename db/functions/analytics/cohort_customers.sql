create function analytics.cohort_customers(
    cohort date,
    age integer default 0,
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    organization_id uuid,
    name text,
    first_paid_on date,
    first_mrr numeric,
    mrr numeric
)
language sql
stable
begin atomic
    select
        c.organization_id,
        coalesce(o.name, o.customer_id) as name,
        c.first_paid_on,
        analytics.per_month(c.first_arr) as first_mrr,
        analytics.per_month(c.arr_after) as mrr
    from (
        select distinct on (m.organization_id)
            m.organization_id,
            m.first_paid_on,
            m.first_arr,
            m.arr_after
        from
            analytics.mrr_changes(
                least(
                    cohort_customers.as_of,
                    (
                        date_trunc('month', cohort_customers.cohort::timestamp)
                        + make_interval(months => cohort_customers.age + 1)
                    )::date - 1
                ),
                cohort_customers.known_at,
                cohort_customers.currency
            ) as m
        where
            date_trunc('month', m.first_paid_on::timestamp)
            = date_trunc('month', cohort_customers.cohort::timestamp)
        order by m.organization_id asc, m.day desc
    ) as c
    inner join analytics.organizations as o on c.organization_id = o.organization_id
    order by c.arr_after desc, c.first_arr desc, name asc, c.organization_id asc;
end;

comment on function analytics.cohort_customers(date, integer, date, timestamptz, text) is
$$The customers behind a cell of cohort_retention

Everybody who first paid in the month of cohort, what each paid on that first day and what at the
close of the month so many later (age), or of as_of if that is before: nothing, if they are gone.
They are as many as its cohort_size, and add up to its cohort_base_mrr and its mrr; active are those
whose mrr is above nothing. Cents of MRR.

Example: Acme, first_paid_on 2026-05-12, first_mrr 4900, mrr 19900.$$;

grant execute on function analytics.cohort_customers(date, integer, date, timestamptz, text)
to platform_admin, analyst;
