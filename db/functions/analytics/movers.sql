create function analytics.movers(
    period date,
    grain text default 'month',
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    organization_id uuid,
    name text,
    kind text,
    delta_mrr numeric,
    mrr_before numeric,
    mrr_after numeric
)
language sql
stable
begin atomic
    select
        c.organization_id,
        coalesce(o.name, o.customer_id) as name,
        c.close_kind as kind,
        analytics.per_month(c.arr_after - c.close_before) as delta_mrr,
        analytics.per_month(c.close_before) as mrr_before,
        analytics.per_month(c.arr_after) as mrr_after
    from
        analytics.period_changes(
            movers.grain, movers.as_of, movers.known_at, movers.currency
        ) as c
    inner join analytics.organizations as o on c.organization_id = o.organization_id
    where c.period = movers.period and c.is_close and c.close_kind is not null
    order by abs(c.arr_after - c.close_before) desc, name asc, c.organization_id asc;
end;

comment on function analytics.movers(date, text, date, timestamptz, text) is
$$The customers behind a row of mrr_movements

Who changed from the close before to that of the period (day, week or month: grain) that begins on the
day given, with the one class each has there; the largest changes first. Their sum in a class is that
class of the period in mrr_movements, losses negative. Cents of MRR.

Example: 2026-05-01, Acme, churn, delta_mrr -19900, mrr_before 19900, mrr_after 0.$$;

grant execute on function analytics.movers(date, text, date, timestamptz, text)
to platform_admin, analyst;
