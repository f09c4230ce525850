create function analytics.departures(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null,
    organization_ids uuid[] default null
)
returns table (
    organization_id uuid,
    period date,
    day date,
    arr bigint,
    reason text,
    is_voluntary boolean
)
language sql
stable
begin atomic
    select
        c.organization_id,
        c.period,
        c.day,
        c.close_before as arr,
        coalesce(e.reason, 'unknown') as reason,
        coalesce(e.is_voluntary, true) as is_voluntary
    from
        analytics.period_changes(
            'month',
            departures.as_of,
            departures.known_at,
            departures.currency,
            departures.organization_ids
        ) as c
    left join lateral (
        -- What the subscription became on the day: the last, should several have ended.
        select
            case
                when v.caused_by = 'import:history' then 'unknown'
                else coalesce(v.status_reason, v.status)
            end as reason,
            v.status <> 'suspended'
            and coalesce(
                v.status_reason not in ('payment_failed', 'payment_disputed'), true
            ) as is_voluntary
        from billing.subscription_versions as v
        where
            v.organization_id = c.organization_id
            and v.known_during @> (select departures.known_at)
            and (lower(v.valid_during) at time zone 'UTC')::date = c.day
            and v.status in ('suspended', 'paused', 'canceled')
        order by lower(v.valid_during) desc, v.subscription_id
        limit 1
    ) as e on true
    where c.close_kind = 'churn';
end;

comment on function analytics.departures(date, timestamptz, text, uuid[]) is
$$Who was lost, when, and why

One row for each customer lost from one month's close to the next: the month (period), the last
day on which it happened, what the customer paid at the close before (annualised cents), and the
reason with which its subscription ended: dunning and trial_ended for suspensions, pause reasons,
Stripe's reasons for cancellations, unknown for imported history. is_voluntary is false for
suspensions and for payments that failed or were disputed.

Example: period 2026-05-01, day 2026-05-20, arr 238800, reason too_expensive, is_voluntary true.$$;

grant select (status_reason) on billing.subscription_versions to platform_admin, analyst;
grant execute on function analytics.departures(date, timestamptz, text, uuid[])
to platform_admin, analyst;
