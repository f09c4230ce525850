create function analytics.movements(
    from_date date default null,
    to_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    day date,
    customer_id text,
    kind text,
    delta_mrr numeric,
    mrr_before numeric,
    mrr_after numeric
)
language sql
stable
begin atomic
    select
        c.day,
        o.customer_id,
        c.kind,
        analytics.per_month(c.delta_arr) as delta_mrr,
        analytics.per_month(c.arr_before) as mrr_before,
        analytics.per_month(c.arr_after) as mrr_after
    from analytics.mrr_changes(movements.as_of, movements.known_at, movements.currency) as c
    inner join analytics.organizations as o on c.organization_id = o.organization_id
    where
        c.day >= coalesce(movements.from_date, c.day)
        and c.day <= coalesce(movements.to_date, c.day)
    order by c.day, o.customer_id collate pg_catalog."C";
end;

comment on function analytics.movements(date, date, date, timestamptz, text) is
$$The ledger, day by day and customer by customer, in MRR

The rows of mrr_changes between two days, in cents of MRR. customer_id is that of the
view organizations.

Example: 2026-05-20, expansion, delta_mrr 15000, mrr_before 4900, mrr_after 19900: from starter to
professional.$$;

grant execute on function analytics.movements(date, date, date, timestamptz, text)
to platform_admin, analyst;
