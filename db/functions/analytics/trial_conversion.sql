create function analytics.trial_conversion(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now()
)
returns table (
    month date,
    started bigint,
    matured bigint,
    converted_to_date bigint,
    converted_in_window_matured bigint,
    rate_window numeric,
    rate_to_date numeric,
    open_trials bigint,
    avg_days numeric,
    median_days numeric
)
language sql
stable
begin atomic
    with trials as (
        select
            t.organization_id,
            min(t.started_on) as started_on,
            -- Null is no end: the latest of all.
            nullif(max(coalesce(t.ended_on, 'infinity')), 'infinity') as ended_on
        from (
            select
                v.organization_id,
                (lower(v.valid_during) at time zone 'UTC')::date as started_on,
                (upper(v.valid_during) at time zone 'UTC')::date as ended_on
            from billing.subscription_versions as v
            where
                v.known_during @> (select trial_conversion.known_at)
                and v.status = 'trialing'
            union all
            -- A trial that was paid for on its first day has no version.
            select
                f.organization_id,
                (f.effective_at at time zone 'UTC')::date,
                (f.effective_at at time zone 'UTC')::date
            from billing.subscription_facts as f
            where
                f.kind = 'trial_started'
                and f.known_at <= (select trial_conversion.known_at)
        ) as t
        where t.started_on <= (select trial_conversion.as_of)
        group by t.organization_id
    ),

    payments as (
        select
            p.organization_id,
            min(p.day) as first_paid_on
        from (
            select
                v.organization_id,
                (lower(v.valid_during) at time zone 'UTC')::date as day
            from billing.subscription_versions as v
            where
                v.known_during @> (select trial_conversion.known_at)
                and v.status in ('active', 'past_due')
                and v.net_arr_cents > 0
                -- A day's value is its last instant: what is over by then was not.
                and coalesce(
                    (lower(v.valid_during) at time zone 'UTC')::date
                    < (upper(v.valid_during) at time zone 'UTC')::date,
                    true
                )
            union all
            select
                f.organization_id,
                (f.effective_at at time zone 'UTC')::date
            from billing.subscription_facts as f
            where
                f.kind = 'trial_converted'
                and f.known_at <= (select trial_conversion.known_at)
        ) as p
        where p.day <= (select trial_conversion.as_of)
        group by p.organization_id
    ),

    outcomes as (
        select
            date_trunc('month', t.started_on::timestamp)::date as month,
            t.started_on <= trial_conversion.as_of - 30 as is_matured,
            p.first_paid_on - t.started_on as days,
            p.first_paid_on is null
            and coalesce(t.ended_on > trial_conversion.as_of, true) as is_open
        from trials as t
        inner join identity.organizations as o on t.organization_id = o.id
        left join payments as p
            on t.organization_id = p.organization_id and t.started_on <= p.first_paid_on
        where not o.is_sandbox
    )

    select
        o.month,
        count(*) as started,
        count(*) filter (where o.is_matured) as matured,
        count(o.days) as converted_to_date,
        count(*) filter (where o.is_matured and o.days <= 30) as converted_in_window_matured,
        count(*) filter (where o.is_matured and o.days <= 30)::numeric
        / nullif(count(*) filter (where o.is_matured), 0) as rate_window,
        count(o.days)::numeric / count(*) as rate_to_date,
        count(*) filter (where o.is_open) as open_trials,
        avg(o.days) as avg_days,
        (percentile_cont(0.5) within group (order by o.days))::numeric as median_days
    from outcomes as o
    group by o.month
    order by o.month;
end;

comment on function analytics.trial_conversion(date, timestamptz) is
$$How many trials became customers, by the month in which they began

A customer has one trial, dated by its first day. It is converted if the customer's first paid day
is within 30 days of it. The rate (rate_window) counts only trials that have had those 30 days by
as_of (matured): a rate over all of them would fall with every new trial. converted_to_date and
rate_to_date count all that have paid by as_of, however late; avg_days and median_days are the
days it took them. open_trials run on and have not paid. Months in which no trial began have no
row.

Example, as of 10 June: trials began on 2 and 20 May, and paid on 12 May and 1 June. Only the
first is matured: started 2, matured 1, converted_in_window_matured 1, rate_window 1,
converted_to_date 2, avg_days 11.$$;

grant select (organization_id, kind, effective_at, known_at)
on billing.subscription_facts to platform_admin, analyst;
grant execute on function analytics.trial_conversion(date, timestamptz)
to platform_admin, analyst;

create view analytics.trial_conversion
with (security_invoker = true)
as
select
    t.month,
    t.started,
    t.matured,
    t.converted_to_date,
    t.converted_in_window_matured,
    t.rate_window,
    t.rate_to_date,
    t.open_trials,
    t.avg_days,
    t.median_days
from analytics.trial_conversion() as t;

comment on view analytics.trial_conversion is
$$How many trials became customers, by the month in which they began, as of today

The function of this name with nothing given.$$;

grant select on analytics.trial_conversion to platform_admin, analyst;
