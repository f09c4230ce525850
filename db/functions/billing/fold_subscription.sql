create or replace function billing.fold_subscription(organization_id uuid, subscription_id uuid)
returns billing.folded_version[]
language plpgsql
stable
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
    v_step record;
    v_rows billing.folded_version[] := array[]::billing.folded_version[];
    v_row billing.folded_version;
    v_base text;
    v_reason text;
    v_asked_reason text;
    v_holds jsonb := jsonb_build_object();
    v_trial_ends_at timestamptz;
    v_customer_id text;
    v_inherited jsonb;
    v_discounts jsonb;
    v_discount_ends_at timestamptz;
    v_scheduled_at timestamptz;
    v_contract record;
    v_priced jsonb;
begin
    select s.* into strict v_subscription
    from billing.subscriptions as s
    where
        s.organization_id = fold_subscription.organization_id
        and s.id = fold_subscription.subscription_id;

    select s.state ->> 'customer' into v_customer_id
    from billing.stripe_snapshots as s
    where s.object_id = v_subscription.stripe_subscription_id
    limit 1;

    v_row.plan_version_id = v_subscription.plan_version_id;
    v_row.items = '[]';
    v_row.list_arr_cents = 0;
    v_row.net_arr_cents = 0;

    for v_step in
        select
            o.created_at as at,
            'snapshot' as kind,
            o.state as details,
            o.event_id as caused_by,
            1 as precedence,
            o.position as sequence
        from billing.order_snapshots(v_subscription.stripe_subscription_id) as o
        union all
        select
            o.created_at,
            'customer',
            o.state -> 'discount',
            o.event_id,
            0,
            o.position
        from billing.order_snapshots(v_customer_id) as o
        where billing.has_own_discount(v_customer_id)
        union all
        select
            f.effective_at,
            case when f.kind like 'contract\_%' then 'contract' else f.kind end,
            f.details,
            'fact:' || f.id,
            2,
            row_number() over (order by f.known_at, f.position)
        from billing.subscription_facts as f
        where
            f.organization_id = fold_subscription.organization_id
            and (f.subscription_id = v_subscription.id or f.subscription_id is null)
        union all
        select
            -- History may be imported from before the organization joined.
            greatest(c.converted_at, v_subscription.started_at),
            'trial_converted',
            null,
            c.caused_by,
            3,
            1
        from billing.converted_trial(fold_subscription.organization_id) as c
        where v_subscription.source = 'trial' and c.converted_at is not null
        union all
        values ('infinity'::timestamptz, 'end_of_history', null::jsonb, null, 4, 1::bigint)
        order by at, precedence, sequence
    loop
        -- Until then, what was to end by itself has ended.
        loop
            v_scheduled_at = least(
                case when v_base = 'trialing' then v_trial_ends_at end, v_discount_ends_at
            );
            exit when v_scheduled_at is null or v_scheduled_at > v_step.at;

            v_row.valid_from = v_scheduled_at;
            v_row.is_scheduled = true;
            if v_scheduled_at = v_discount_ends_at then
                v_row.caused_by = 'schedule:discount_ended';
                v_contract = billing.value_contract(v_row.state, v_discounts, v_scheduled_at);
                v_row.discount = v_contract.discount;
                v_row.items = v_contract.items;
                v_row.net_arr_cents = v_contract.net_arr_cents;
                v_discount_ends_at = billing.next_discount_end(v_discounts, v_scheduled_at);
            else
                v_row.caused_by = 'schedule:trial_ended';
                v_holds = v_holds || '{"trial_ended": "trial_ended"}';
                v_trial_ends_at = null;
            end if;
            v_rows = billing.append_version(v_rows, v_row, v_base, v_reason, v_holds);
        end loop;

        exit when v_step.kind = 'end_of_history';
        -- What has ended is worth what it was.
        continue when v_step.kind = 'customer' and v_base in ('canceled', 'incomplete_expired');
        v_row.valid_from = v_step.at;
        v_row.seen_at = v_step.at;
        v_row.caused_by = v_step.caused_by;
        v_row.is_scheduled = false;

        case v_step.kind
            when 'snapshot' then
                -- What is dated after the end was never true.
                continue when v_base in ('canceled', 'incomplete_expired')
                    and v_step.details ->> 'status' not in ('canceled', 'incomplete_expired');
                -- Why they asked for the end is forgotten when it is called off.
                if (
                    v_row.state ? 'cancel_at' or v_row.state -> 'cancel_at_period_end' = 'true'
                )
                and not v_step.details ?| '{cancel_at,ended_at}'
                and v_step.details -> 'cancel_at_period_end' is distinct from 'true'
                then
                    v_asked_reason = null;
                end if;
                v_row.state = v_step.details;
                v_row.stripe_status = v_row.state ->> 'status';
                -- Moving the next bill of somebody who pays is done by a "trial". It is none.
                if v_row.stripe_status <> 'trialing'
                    or coalesce(v_base not in ('active', 'past_due'), true)
                then
                    v_base = v_row.stripe_status;
                end if;
                v_reason = coalesce(
                    v_row.state ->> 'pause_reason',
                    case v_row.state ->> 'cancellation_reason'
                        when 'cancellation_requested' then v_asked_reason
                    end,
                    v_row.state ->> 'cancellation_reason'
                );
                v_holds = v_holds - 'customer_pause';
                if v_base in ('active', 'trialing') then
                    -- A payment ends these, never a hold of the staff.
                    v_holds = v_holds - '{trial_ended,dunning}'::text[];
                end if;
                if v_row.state ? 'collection_paused' and v_base in ('active', 'past_due') then
                    v_holds = v_holds || '{"customer_pause": null}';
                end if;
                v_row.currency = v_row.state ->> 'currency';
            when 'contract' then
                -- What has ended stays so.
                continue when v_base = 'canceled';
                -- Such a fact tells only what became another; what is null is gone.
                v_row.state = jsonb_strip_nulls(
                    coalesce(v_row.state, '{}') || (v_step.details -> 'state')
                );
                v_base = v_row.state ->> 'status';
                v_reason = v_row.state ->> 'cancellation_reason';
                if v_step.details -> 'state' ->> 'status' = 'active' then
                    v_holds = v_holds - '{trial_ended,dunning}'::text[];
                end if;
                v_holds = v_holds - 'customer_pause';
                if v_row.state ? 'collection_paused' and v_base in ('active', 'past_due') then
                    v_holds = v_holds || '{"customer_pause": null}';
                end if;
                v_row.currency = v_row.state ->> 'currency';
            when 'customer' then
                v_inherited = case
                    when v_step.details is not null then billing.discount_terms(
                        v_subscription.organization_id, jsonb_build_array(v_step.details)
                    )
                end;
            when 'trial_started', 'trial_extended' then
                if v_base is distinct from 'canceled' then
                    v_base = 'trialing';
                    v_holds = v_holds - 'trial_ended';
                    v_trial_ends_at = (v_step.details ->> 'ends_at')::timestamptz;
                    v_row.plan_version_id = coalesce(
                        (v_step.details ->> 'plan_version_id')::uuid, v_row.plan_version_id
                    );
                end if;
            when 'hold_placed' then
                -- Somebody without a trial begins with the hold.
                if v_subscription.source = 'trial' then
                    v_base = coalesce(v_base, 'trialing');
                end if;
                -- Nobody owes anything while Stripe is content.
                if v_step.details ->> 'hold' <> 'dunning'
                    or coalesce(v_base not in ('active', 'trialing'), false)
                then
                    v_holds = v_holds || jsonb_build_object(
                        v_step.details ->> 'hold',
                        coalesce(v_step.details ->> 'reason', v_step.details ->> 'hold')
                    );
                end if;
            when 'cancellation_requested' then
                v_asked_reason = v_step.details ->> 'reason';
                -- Stripe counts whole seconds: an end at once may seem to come before its cause.
                if v_base = 'canceled' and v_reason = 'cancellation_requested' then
                    v_reason = v_asked_reason;
                end if;
            when 'cancellation_refused' then
                if v_base = 'canceled' and v_reason = v_asked_reason then
                    v_reason = 'cancellation_requested';
                end if;
                v_asked_reason = null;
            when 'hold_released' then
                v_holds = v_holds - (v_step.details ->> 'hold');
            when 'trial_converted' then
                if v_base is distinct from 'canceled' then
                    v_base = 'canceled';
                    v_reason = 'converted';
                end if;
            when 'canceled' then
                -- Stripe's own say when they end.
                if v_subscription.source <> 'stripe' then
                    v_base = 'canceled';
                    v_reason = v_step.details ->> 'reason';
                end if;
        end case;

        -- Renewals leave the contract as it is: it is valued only when it may have changed.
        if v_step.kind in ('snapshot', 'contract', 'customer')
            and v_row.state is not null
            and v_priced is distinct from jsonb_build_array(
                v_row.state -> 'items', v_row.state -> 'discounts', v_inherited
            )
        then
            v_priced = jsonb_build_array(
                v_row.state -> 'items', v_row.state -> 'discounts', v_inherited
            );
            v_discounts = case
                when v_row.state ? 'discounts' then billing.discount_terms(
                    v_subscription.organization_id, v_row.state -> 'discounts'
                )
                -- Of its customer's it profits as long as it has none of its own.
                else v_inherited
            end;
            v_discount_ends_at = billing.next_discount_end(v_discounts, v_step.at);
            v_contract = billing.value_contract(v_row.state, v_discounts, v_step.at);
            v_row.plan_version_id = v_contract.plan_version_id;
            v_row.cycle = v_contract.cycle;
            v_row.items = v_contract.items;
            v_row.discount = v_contract.discount;
            v_row.list_arr_cents = v_contract.list_arr_cents;
            v_row.net_arr_cents = v_contract.net_arr_cents;
        end if;
        if v_base in ('canceled', 'incomplete_expired') then
            v_discount_ends_at = null;
        end if;

        if v_base is not null then
            v_rows = billing.append_version(v_rows, v_row, v_base, v_reason, v_holds);
        end if;
    end loop;

    return v_rows;
end
$$;

comment on function billing.fold_subscription(uuid, uuid) is
'The history of a subscription in valid time: what Stripe said (billing.order_snapshots) and what
happened here (facts, also those of the whole organization), folded in the order in which it became
true. What comes by itself is already in it: the end of a trial, the end of a repeating discount.
A contract''s facts each tell what of its state became another, in the form of a snapshot.
A discount of its customer counts for a subscription without one of its own.
An organization''s own trial ends when a subscription at Stripe takes its place. Pure: the set of
snapshots and facts decides, never their order of arrival.';
