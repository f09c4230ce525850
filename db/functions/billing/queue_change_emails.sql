create or replace function billing.queue_change_emails(
    old billing.subscriptions, new billing.subscriptions
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_kind text;
    v_ends_at timestamptz := coalesce((new).cancel_at, (new).ended_at);
    v_happened_at timestamptz;
begin
    -- What begins is told by other letters.
    if (
        case (new).source
            when 'stripe' then (old).stripe_status is null
            when 'manual' then (old).current_period_start is null
            else true
        end
    ) then
        return;
    end if;

    if ((new).status = 'canceled') <> ((old).status = 'canceled') and (old).cancel_at is null
        or (old).cancel_at is null and (new).cancel_at is not null
    then
        v_kind = 'subscription_canceled';
    elsif (new).status in ('active', 'past_due')
        and (old).list_arr_cents > 0
        and ((new).plan_version_id, (new).cycle, (new).list_arr_cents)
        is distinct from ((old).plan_version_id, (old).cycle, (old).list_arr_cents)
    then
        v_kind = 'plan_changed';
    else
        return;
    end if;

    -- An account that is imported, or a server that was away for long, brings no news.
    select max(n.at) into v_happened_at
    from (
        select s.created_at as at
        from billing.stripe_snapshots as s
        where s.object_id = (new).stripe_subscription_id
        union all
        select f.effective_at
        from billing.subscription_facts as f
        where
            f.organization_id = (new).organization_id
            and f.subscription_id = (new).id
            and f.kind like 'contract\_%'
    ) as n;
    if v_happened_at < util.now((new).organization_id) - interval '3 days' then
        return;
    end if;

    perform notify.enqueue(
        v_kind,
        r.email,
        o.id,
        r.user_id,
        jsonb_build_object(
            'full_name', r.full_name,
            'organization_name', o.name,
            'plan_name', l.name,
            'url', util.setting('web_url') || '/billing/'
        )
        || case v_kind
            when 'subscription_canceled' then jsonb_build_object(
                'ends_on', to_char(v_ends_at at time zone 'UTC', 'FMDD FMMonth YYYY')
            )
            else jsonb_build_object('cycle', (new).cycle)
        end,
        concat_ws(
            ':', v_kind, (new).id, billing.epoch(v_happened_at), billing.epoch(v_ends_at), r.email,
            -- Plan and add-ons may change within one second.
            case
                when v_kind = 'plan_changed'
                    then concat_ws(
                        ':', (new).plan_version_id, (new).cycle, (new).list_arr_cents
                    )
            end
        )
    )
    from identity.organizations as o
    inner join catalog.plan_versions as v on (new).plan_version_id = v.id
    inner join catalog.plans as l on v.plan_code = l.code
    cross join billing.billing_recipients(o.id) as r
    where o.id = (new).organization_id;
end
$$;

comment on function billing.queue_change_emails(billing.subscriptions, billing.subscriptions) is
'Queues the letters that follow from a subscription having become another, old row to new row: that
plan, cycle or add-ons are others now, or that it is to end or has ended. Once for each, and only
while it is news.';
