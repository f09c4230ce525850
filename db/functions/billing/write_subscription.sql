create or replace function billing.write_subscription(organization_id uuid, subscription_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_old billing.subscriptions;
    v_new billing.subscriptions;
    v_rows billing.folded_version[];
    v_now timestamptz := util.now(write_subscription.organization_id);
    v_current billing.folded_version;
    v_state jsonb;
    v_snapshot_at timestamptz;
begin
    perform billing.lock_organization(write_subscription.organization_id);

    select s.* into strict v_old
    from billing.subscriptions as s
    where
        s.organization_id = write_subscription.organization_id
        and s.id = write_subscription.subscription_id;

    select array_agg(f order by f.valid_from) into v_rows
    from billing.fold_subscription(v_old.organization_id, v_old.id) as f;
    if v_rows is null then
        return;
    end if;

    perform billing.write_subscription_versions(v_old.organization_id, v_old.id, v_now, v_rows);

    select
        o.state,
        o.created_at
    into v_state, v_snapshot_at
    from billing.order_snapshots(v_old.stripe_subscription_id) as o
    order by o.position desc
    limit 1;

    -- Stripe's clock may be ahead of ours: what it has said is the present. What is only scheduled
    -- waits for its day.
    select r.* into strict v_current
    from unnest(v_rows) as r
    where
        r.valid_from <= greatest(v_now, v_snapshot_at)
        or not r.is_scheduled
    order by r.valid_from desc
    limit 1;

    update billing.subscriptions as s
    set
        status = v_current.status,
        access = v_current.access,
        status_reason = v_current.status_reason,
        stripe_status = v_current.stripe_status,
        hold = v_current.hold,
        plan_version_id = v_current.plan_version_id,
        cycle = v_current.cycle,
        currency = v_current.currency,
        discount = v_current.discount,
        list_arr_cents = v_current.list_arr_cents,
        net_arr_cents = v_current.net_arr_cents,
        is_primary = s.is_primary and v_current.status <> 'canceled',
        ended_at = case
            when v_current.status = 'canceled'
                then coalesce(billing.epoch_time(v_state, 'ended_at'), v_current.valid_from)
        end,
        canceled_at = case
            when v_state is not null then billing.epoch_time(v_state, 'canceled_at')
            when v_current.status = 'canceled' then v_current.valid_from
        end,
        cancellation_reason = case
            when v_state is not null then v_state ->> 'cancellation_reason'
            when v_current.status = 'canceled' then v_current.status_reason
        end,
        trial_ends_at = case
            when v_state is not null then billing.epoch_time(v_state, 'trial_end')
            else (
                select (f.details ->> 'ends_at')::timestamptz
                from billing.subscription_facts as f
                where
                    f.organization_id = s.organization_id
                    and f.subscription_id = s.id
                    and f.details ? 'ends_at'
                order by f.effective_at desc, f.known_at desc, f.id desc
                limit 1
            )
        end,
        trial_started_at = case
            when v_state is not null then billing.epoch_time(v_state, 'trial_start')
            else s.trial_started_at
        end,
        started_at = coalesce(billing.epoch_time(v_state, 'start'), s.started_at),
        collection_method = v_state ->> 'collection_method',
        current_period_start = to_timestamp((p.period ->> 0)::bigint),
        current_period_end = to_timestamp((p.period ->> 1)::bigint),
        cancel_at = case
            when v_current.status <> 'canceled' then coalesce(
                billing.epoch_time(v_state, 'cancel_at'),
                case
                    when (v_state ->> 'cancel_at_period_end')::boolean
                        then to_timestamp((p.period ->> 1)::bigint)
                end
            )
        end,
        resumes_at = billing.epoch_time(v_state, 'resumes_at')
    from (
        -- The plan's period; without a Stripe subscription there is none.
        select (
            select v_state -> 'periods' -> (i.item ->> 'id')
            from billing.subscription_item_prices(v_state -> 'items') as i
            order by i.position
            limit 1
        ) as period
    ) as p
    where s.organization_id = v_old.organization_id and s.id = v_old.id
    returning s.* into v_new;

    if v_state is not null then
        perform billing.write_subscription_items(v_new, v_state -> 'items');
    end if;
    perform billing.subscription_changed(v_old, v_new);
end
$$;

comment on function billing.write_subscription(uuid, uuid) is
'The one writer of subscriptions: folds what is known, corrects the history where it differs, brings the
current row and its items up to date, and lets follow what follows from the change. The current row
is the state after the latest news, or after what fell due by itself until now.';
