create or replace function billing.fold_subscription(organization_id uuid, subscription_id uuid)
returns setof billing.folded_version
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
    v_holds jsonb := jsonb_build_object();
    v_trial_ends_at timestamptz;
    v_state jsonb;
    v_contract record;
    v_contract_key jsonb;
begin
    select s.* into strict v_subscription
    from billing.subscriptions as s
    where
        s.organization_id = fold_subscription.organization_id
        and s.id = fold_subscription.subscription_id;

    v_row.plan_version_id = v_subscription.plan_version_id;
    v_row.items = '[]';
    v_row.list_arr_cents = 0;
    v_row.net_arr_cents = 0;

    for v_step in
        with ordered as (
            select
                o.*,
                min(o.created_at) over (
                    order by o.position rows between 1 following and unbounded following
                ) as superseded_at
            from billing.order_snapshots(v_subscription.stripe_subscription_id) as o
        ),

        -- What was replaced within its second, or was dated after the end, never held.
        snapshots as (
            select o.*
            from ordered as o
            where coalesce(o.superseded_at > o.created_at, true)
        ),

        steps as (
            select
                s.created_at as at,
                'snapshot' as kind,
                s.state as details,
                s.event_id as caused_by,
                s.position as sequence
            from snapshots as s
            union all
            select
                f.effective_at,
                f.kind,
                f.details,
                'fact:' || f.id,
                row_number() over (order by f.known_at, f.id)
            from billing.subscription_facts as f
            where
                f.organization_id = fold_subscription.organization_id
                and (f.subscription_id = v_subscription.id or f.subscription_id is null)
            union all
            select distinct
                billing.epoch_time(d.terms, 'end'),
                'discount_ended',
                null::jsonb,
                'schedule:discount_ended',
                0
            from snapshots as s
            cross join lateral jsonb_array_elements(
                billing.discount_terms(
                    fold_subscription.organization_id, billing.subscription_discounts(s.state)
                )
            ) as d (terms)
            where d.terms ? 'end'
            union all
            select
                -- History may be imported from before the organization joined.
                greatest(c.converted_at, v_subscription.started_at),
                'converted',
                null,
                c.caused_by,
                0
            from billing.converted_trial(fold_subscription.organization_id) as c
            where v_subscription.source = 'trial' and c.converted_at is not null
            union all
            select
                'infinity',
                'end_of_history',
                null,
                null,
                0
        )

        select s.*
        from steps as s
        order by s.at, s.kind = 'converted', s.kind <> 'snapshot', s.sequence
    loop
        -- A trial ends by itself, unless something happens before.
        if v_base = 'trialing' and v_trial_ends_at <= v_step.at then
            v_row.valid_from = v_trial_ends_at;
            v_row.caused_by = 'schedule:trial_ended';
            v_row.is_scheduled = true;
            v_trial_ends_at = null;
            v_holds = v_holds || '{"trial_ended": "trial_ended"}';
            v_rows = billing.append_version(v_rows, v_row, v_base, v_reason, v_holds);
        end if;

        if v_step.kind = 'end_of_history' then
            exit;
        end if;
        v_row.valid_from = v_step.at;
        v_row.caused_by = v_step.caused_by;
        v_row.is_scheduled = v_step.kind = 'discount_ended';

        case v_step.kind
            when 'snapshot' then
                v_state = v_step.details;
                v_base = v_state ->> 'status';
                v_reason = coalesce(v_state ->> 'pause_reason', v_state ->> 'cancellation_reason');
                v_holds = v_holds - 'customer_pause';
                if v_base in ('active', 'trialing') then
                    -- A payment ends these, never a hold of the staff.
                    v_holds = v_holds - '{trial_ended,dunning}'::text[];
                end if;
                if v_state ? 'collection_paused' and v_base in ('active', 'past_due') then
                    v_holds = v_holds || '{"customer_pause": null}';
                end if;
                v_row.stripe_status = v_base;
                v_row.currency = v_state ->> 'currency';
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
                if v_base not in ('active', 'trialing') or v_step.details ->> 'hold' <> 'dunning' then
                    v_holds = v_holds || jsonb_build_object(
                        v_step.details ->> 'hold',
                        coalesce(v_step.details ->> 'reason', v_step.details ->> 'hold')
                    );
                end if;
            when 'hold_released' then
                v_holds = v_holds - (v_step.details ->> 'hold');
            when 'trial_converted', 'converted' then
                v_base = 'canceled';
                v_reason = 'converted';
            when 'canceled' then
                -- Stripe's own say when they end.
                if v_subscription.source <> 'stripe' then
                    v_base = 'canceled';
                    v_reason = v_step.details ->> 'reason';
                end if;
            when 'discount_ended' then
                null;
        end case;

        -- Renewals leave the contract as it is: it is valued again only when it may have changed.
        if v_state is not null
            and (
                v_step.kind = 'discount_ended'
                or jsonb_build_array(v_state -> 'items', v_state -> 'discounts') <> v_contract_key
                or v_contract_key is null
            )
        then
            v_contract_key = jsonb_build_array(v_state -> 'items', v_state -> 'discounts');
            v_contract = billing.value_contract(
                fold_subscription.organization_id, v_state, v_step.at
            );
            v_row.plan_version_id = v_contract.plan_version_id;
            v_row.cycle = v_contract.cycle;
            v_row.items = v_contract.items;
            v_row.discount = v_contract.discount;
            v_row.list_arr_cents = v_contract.list_arr_cents;
            v_row.net_arr_cents = v_contract.net_arr_cents;
        end if;

        if v_base is not null then
            v_rows = billing.append_version(v_rows, v_row, v_base, v_reason, v_holds);
        end if;
    end loop;

    return query
        select r.*
        from unnest(v_rows) as r;
end
$$;

comment on function billing.fold_subscription(uuid, uuid) is
'The history of a subscription in valid time: what Stripe said (billing.order_snapshots) and what
happened here (facts, also those of the whole organization), folded in the order in which it became true.
What comes by itself is already in it: the end of a trial, the end of a repeating discount. An
organization''s own trial ends when a subscription at Stripe takes its place. Pure: the set of snapshots
and facts decides, never their order of arrival.';
