create or replace function usage.list_risks(for_organization_id uuid)
returns table (organization_id uuid, risk text, details jsonb)
language sql
stable
set search_path = ''
as $$
    with clock as (
        select
            util.now(for_organization_id) as now_at,
            (util.now(for_organization_id) at time zone 'UTC')::date as today
    ),

    -- The day that runs is no whole day, and stays out.
    halves as (
        select
            r.organization_id,
            r.meter_code,
            sum(r.total) filter (where r.day_on >= k.today - 14) as later,
            sum(r.total) filter (where r.day_on < k.today - 14) as earlier
        from usage.rollups as r
        cross join clock as k
        where
            r.day_on >= k.today - 28
            and r.day_on < k.today
            and r.meter_code in (select m.code from usage.meters as m where m.aggregation = 'sum')
        group by r.organization_id, r.meter_code
    ),

    risks as (
        select
            s.organization_id,
            'trial_ending_unused' as risk,
            jsonb_build_object('trial_ends_at', s.trial_ends_at) as details
        from billing.subscriptions as s
        cross join clock as k
        where
            s.is_primary
            and s.status = 'trialing'
            and s.trial_ends_at > k.now_at
            and s.trial_ends_at <= k.now_at
            + make_interval(days => util.setting('risk_trial_days')::integer)
            -- A seat is taken by whoever signed up: that is no use yet.
            and not exists (
                select from usage.counters as c
                where
                    c.organization_id = s.organization_id
                    and c.feature_code <> 'users'
                    and c.used > 0
            )
            and not exists (
                select from usage.rollups as r
                where r.organization_id = s.organization_id
            )
        union all
        select
            d.organization_id,
            'payment_failing',
            jsonb_build_object(
                'since', min(d.opened_at),
                'invoices', jsonb_agg(i.number order by d.opened_at),
                'amount_remaining_cents', sum(i.amount_remaining_cents),
                'currency', min(i.currency)
            )
        from billing.dunning_cases as d
        inner join billing.invoices as i
            on d.organization_id = i.organization_id and d.invoice_id = i.id
        where d.closed_at is null
        group by d.organization_id
        union all
        select
            h.organization_id,
            'usage_falling',
            jsonb_object_agg(
                h.meter_code,
                jsonb_build_object('earlier', h.earlier, 'later', coalesce(h.later, 0))
            )
        from halves as h
        where
            h.earlier >= util.setting('risk_usage_quantity')::numeric
            and coalesce(h.later, 0)
            < h.earlier * util.setting('risk_usage_percent')::numeric / 100
            -- Who has left is lost already.
            and exists (
                select from billing.subscriptions as s
                where
                    s.organization_id = h.organization_id
                    and s.is_primary
                    and s.status in ('trialing', 'active', 'past_due')
            )
        group by h.organization_id
        union all
        select
            l.organization_id,
            'limit_reached',
            jsonb_object_agg(
                l.feature_code,
                jsonb_build_object('used', trim_scale(l.used), 'limit_value', l.limit_value)
            )
        from usage.limits_reached(for_organization_id) as l
        group by l.organization_id
    )

    select
        r.organization_id,
        r.risk,
        r.details
    from risks as r
    where util.is_on_clock(r.organization_id, for_organization_id)
$$;

comment on function usage.list_risks(uuid) is
$$Who may be lost, and why: of one clock's organizations, one row for each risk

trial_ending_unused: the trial ends soon, and nothing but seats was used. payment_failing: invoices
are being dunned. usage_falling: two whole weeks of a meter came to much less than the two before.
limit_reached: as much is used as is granted; that one may buy more.$$;
