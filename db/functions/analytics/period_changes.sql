create function analytics.period_changes(
    grain text default 'month',
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null,
    organization_ids uuid[] default null
)
returns table (
    organization_id uuid,
    period date,
    day date,
    kind text,
    delta_arr bigint,
    arr_after bigint,
    is_close boolean,
    close_kind text,
    close_before bigint
)
language sql
stable
begin atomic
    select
        c.organization_id,
        c.period,
        c.day,
        c.kind,
        c.delta_arr,
        c.arr_after,
        coalesce(c.period <> c.next_period, true) as is_close,
        case
            when c.period = c.next_period or c.arr_after = c.close_before then null
            when c.close_before = 0 and c.first_paid_on >= c.period then 'new'
            when c.close_before = 0 then 'reactivation'
            when c.arr_after = 0 then 'churn'
            when c.arr_after > c.close_before then 'expansion'
            else 'contraction'
        end as close_kind,
        c.close_before
    from (
        select
            p.*,
            lead(p.period) over (
                partition by p.organization_id order by p.period, p.day
            ) as next_period,
            first_value(p.arr_before) over (
                partition by p.organization_id, p.period order by p.day
            ) as close_before
        from (
            select
                date_trunc(period_changes.grain, m.day::timestamp)::date as period,
                m.*
            from analytics.mrr_changes(
                period_changes.as_of,
                period_changes.known_at,
                period_changes.currency,
                period_changes.organization_ids
            ) as m
        ) as p
    ) as c;
end;

comment on function analytics.period_changes(text, date, timestamptz, text, uuid[]) is
$$The same changes, and what each customer became from close to close

The rows of mrr_changes with the period (day, week from Monday, or month) they fall in. The last
of a customer in a period has is_close: close_before is what the customer paid (annualised cents)
at the close before, arr_after at this one, and close_kind the one class of the difference, null
if there is none. Who came back is a reactivation if the first paid day was in an earlier period,
otherwise new.

Example: a customer joins on 2 April, leaves on the 9th, returns on the 15th. In the ledger that
is new, churn and reactivation; from close to close it is one new customer.$$;

grant execute on function analytics.period_changes(text, date, timestamptz, text, uuid[])
to platform_admin, analyst;
