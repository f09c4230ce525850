create or replace function usage.current_period(organization_id uuid)
returns table (period_start timestamptz, period_end timestamptz)
language sql
stable
begin atomic
    with instants as (
        select
            -- Usage is added up by days, so periods begin with one.
            date_trunc(
                'day',
                coalesce(
                    s.current_period_start,
                    s.trial_started_at,
                    s.started_at,
                    date_trunc('month', util.now(current_period.organization_id), 'UTC')
                ),
                'UTC'
            ) as anchor_at,
            date_trunc('day', s.current_period_end, 'UTC') as billed_until,
            util.now(current_period.organization_id) as now_at
        from usage.find_basis(current_period.organization_id) as b
        left join billing.subscriptions as s
            on
                s.organization_id = current_period.organization_id
                and b.subscription_id = s.id
    ),

    months as (
        select
            i.*,
            12 * (
                extract(year from i.now_at at time zone 'UTC')
                - extract(year from i.anchor_at at time zone 'UTC')
            )::integer
            + (
                extract(month from i.now_at at time zone 'UTC')
                - extract(month from i.anchor_at at time zone 'UTC')
            )::integer as n
        from instants as i
    ),

    begun as (
        select
            m.*,
            -- Not yet, if the day of the month is still to come.
            m.n - (util.add_months(m.anchor_at, m.n) > m.now_at)::integer as months_past
        from months as m
    )

    select
        util.add_months(b.anchor_at, b.months_past) as period_start,
        case
            when b.billed_until > b.now_at
                then least(util.add_months(b.anchor_at, b.months_past + 1), b.billed_until)
            else util.add_months(b.anchor_at, b.months_past + 1)
        end as period_end
    from begun as b;
end;

comment on function usage.current_period(uuid) is
$$The period that an organization's allowances are for: always one row.

A month from the day its billing period began, so the billing period itself when that is a month; a
month of it when it is a year. Whole days in UTC: the day of a renewal belongs to the new period.
Without a subscription the calendar's month.$$;
