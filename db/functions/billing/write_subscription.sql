create or replace function billing.write_subscription(
    organization_id uuid, subscription_id uuid, renewed_state jsonb default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_old billing.subscriptions;
    v_new billing.subscriptions;
    v_versions billing.folded_version[];
    v_renewed billing.folded_version;
    v_now timestamptz := util.now(write_subscription.organization_id);
    v_is_changed boolean := false;
begin
    perform billing.lock_organization(write_subscription.organization_id);

    select s.* into strict v_old
    from billing.subscriptions as s
    where
        s.organization_id = write_subscription.organization_id
        and s.id = write_subscription.subscription_id;

    -- A discount ends by itself.
    if renewed_state is null or v_old.discount is not null then
        v_versions = billing.fold_subscription(v_old.organization_id, v_old.id);
        v_is_changed = billing.write_subscription_versions(
            v_old.organization_id, v_old.id, v_now, v_versions
        );
    else
        v_renewed.valid_from = v_now;
        v_renewed.is_scheduled = false;
        v_renewed.status = v_old.status;
        v_renewed.access = v_old.access;
        v_renewed.status_reason = v_old.status_reason;
        v_renewed.stripe_status = v_old.stripe_status;
        v_renewed.hold = v_old.hold;
        v_renewed.plan_version_id = v_old.plan_version_id;
        v_renewed.cycle = v_old.cycle;
        v_renewed.currency = v_old.currency;
        v_renewed.list_arr_cents = v_old.list_arr_cents;
        v_renewed.net_arr_cents = v_old.net_arr_cents;
        v_renewed.state = renewed_state;
        v_versions = array[v_renewed];
    end if;

    v_new = billing.derive_subscription(v_old, v_versions, v_now);

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

    if v_is_changed or v_new is distinct from v_old then
        perform billing.subscription_changed(v_old, v_new);
    end if;
end
$$;

comment on function billing.write_subscription(uuid, uuid, jsonb) is
'The one writer of subscriptions: folds what is known, corrects the history where it differs, brings
the current row up to date, and lets follow what follows from the change. renewed_state is the
newest that Stripe said, if it leaves the history as it is (billing.is_renewal).';
