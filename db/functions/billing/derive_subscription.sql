create or replace function billing.derive_subscription(
    subscription billing.subscriptions, versions billing.folded_version[], at timestamptz
)
returns billing.subscriptions
language plpgsql
stable
set search_path = ''
as $$
declare
    v_new billing.subscriptions := subscription;
    v_version billing.folded_version;
    v_current billing.folded_version;
    v_period jsonb;
begin
    -- Stripe's clock may be ahead of ours: what it has said is the present. What is only scheduled
    -- waits for its day.
    foreach v_version in array versions loop
        if not v_version.is_scheduled
            or v_version.valid_from <= greatest(at, v_version.seen_at)
        then
            v_current = v_version;
        end if;
    end loop;
    if v_current.valid_from is null then
        return v_new;
    end if;

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
    v_new.is_primary = (subscription).is_primary and v_current.status <> 'canceled';
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
        v_new.trial_ends_at = billing.trial_end((subscription).organization_id, (subscription).id);
        v_new.canceled_at = v_new.ended_at;
        v_new.cancellation_reason = case
            when v_current.status = 'canceled' then v_current.status_reason
        end;
    end if;

    return v_new;
end
$$;

comment on function billing.derive_subscription(
    billing.subscriptions, billing.folded_version[], timestamptz
) is
'The current row of a subscription at a moment, from its folded history: the state after the latest
news, or after what fell due by itself until then.';
