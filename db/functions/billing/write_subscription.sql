create or replace function billing.write_subscription(organization_id uuid, subscription_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_old billing.subscriptions;
    v_new billing.subscriptions;
    v_versions billing.folded_version[];
    v_version billing.folded_version;
    v_current billing.folded_version;
    v_now timestamptz := util.now(write_subscription.organization_id);
    v_period jsonb;
    v_is_changed boolean;
begin
    perform billing.lock_organization(write_subscription.organization_id);

    select s.* into strict v_old
    from billing.subscriptions as s
    where
        s.organization_id = write_subscription.organization_id
        and s.id = write_subscription.subscription_id;

    v_versions = billing.fold_subscription(v_old.organization_id, v_old.id);
    v_is_changed = billing.write_subscription_versions(
        v_old.organization_id, v_old.id, v_now, v_versions
    );

    -- Stripe's clock may be ahead of ours: what it has said is the present. What is only scheduled
    -- waits for its day.
    foreach v_version in array v_versions loop
        if not v_version.is_scheduled
            or v_version.valid_from <= greatest(v_now, v_version.seen_at)
        then
            v_current = v_version;
        end if;
    end loop;
    if v_current.valid_from is null then
        return;
    end if;

    v_new = v_old;
    v_new.status = v_current.status;
    v_new.access = v_current.access;
    v_new.status_reason = v_current.status_reason;
    v_new.stripe_status = v_current.stripe_status;
    v_new.hold = v_current.hold;
    v_new.plan_version_id = v_current.plan_version_id;
    v_new.cycle = v_current.cycle;
    v_new.currency = v_current.currency;
    v_new.discount = v_current.discount;
    v_new.list_arr_cents = v_current.list_arr_cents;
    v_new.net_arr_cents = v_current.net_arr_cents;
    v_new.is_primary = v_old.is_primary and v_current.status <> 'canceled';
    v_new.ended_at = case when v_current.status = 'canceled' then v_current.valid_from end;

    if v_current.state is not null then
        -- Its plan comes first, and has the period that counts.
        v_period = v_current.state -> 'periods' -> (v_current.state -> 'items' -> 0 ->> 'id');
        v_new.started_at = billing.epoch_time(v_current.state -> 'start');
        v_new.trial_started_at = billing.epoch_time(v_current.state -> 'trial_start');
        v_new.trial_ends_at = billing.epoch_time(v_current.state -> 'trial_end');
        v_new.collection_method = v_current.state ->> 'collection_method';
        v_new.current_period_start = billing.epoch_time(v_period -> 0);
        v_new.current_period_end = billing.epoch_time(v_period -> 1);
        v_new.canceled_at = billing.epoch_time(v_current.state -> 'canceled_at');
        v_new.cancel_at = case
            when v_current.status = 'canceled' then null
            when v_current.state ? 'cancel_at'
                then billing.epoch_time(v_current.state -> 'cancel_at')
            when v_current.state -> 'cancel_at_period_end' = 'true' then v_new.current_period_end
        end;
        v_new.ended_at = case
            when v_current.status = 'canceled' then coalesce(
                billing.epoch_time(v_current.state -> 'ended_at'), v_new.ended_at
            )
        end;
        v_new.cancellation_reason = v_current.state ->> 'cancellation_reason';
        v_new.resumes_at = billing.epoch_time(v_current.state -> 'resumes_at');
    else
        v_new.trial_ends_at = billing.trial_end(v_old.organization_id, v_old.id);
        v_new.canceled_at = v_new.ended_at;
        v_new.cancellation_reason = case
            when v_current.status = 'canceled' then v_current.status_reason
        end;
    end if;

    if v_new is distinct from v_old then
        update billing.subscriptions as s
        set
            status = v_new.status,
            access = v_new.access,
            status_reason = v_new.status_reason,
            stripe_status = v_new.stripe_status,
            hold = v_new.hold,
            plan_version_id = v_new.plan_version_id,
            cycle = v_new.cycle,
            currency = v_new.currency,
            discount = v_new.discount,
            list_arr_cents = v_new.list_arr_cents,
            net_arr_cents = v_new.net_arr_cents,
            is_primary = v_new.is_primary,
            started_at = v_new.started_at,
            trial_started_at = v_new.trial_started_at,
            trial_ends_at = v_new.trial_ends_at,
            collection_method = v_new.collection_method,
            current_period_start = v_new.current_period_start,
            current_period_end = v_new.current_period_end,
            cancel_at = v_new.cancel_at,
            canceled_at = v_new.canceled_at,
            ended_at = v_new.ended_at,
            cancellation_reason = v_new.cancellation_reason,
            resumes_at = v_new.resumes_at
        where s.organization_id = v_old.organization_id and s.id = v_old.id;
    end if;

    if v_is_changed
        or (v_new.status, v_new.access) is distinct from (v_old.status, v_old.access)
    then
        perform billing.subscription_changed(v_old, v_new);
    end if;
end
$$;

comment on function billing.write_subscription(uuid, uuid) is
'The one writer of subscriptions: folds what is known, corrects the history where it differs, brings
the current row up to date, and lets follow what follows from the change. The current row is the
state after the latest news, or after what fell due by itself until now.';
