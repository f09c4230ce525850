create or replace function billing.project_subscription(
    claimed billing.stripe_objects, state jsonb, previous_state jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid := (claimed).organization_id;
    v_subscription_id uuid := (claimed).local_id;
begin
    if state ? 'discounts' then
        perform billing.learn_discounts(v_organization_id, state -> 'discounts');
    end if;

    if v_subscription_id is null then
        -- The writer fills it in at once.
        insert into billing.subscriptions (
            organization_id, source, status, access, stripe_subscription_id, started_at, created_at
        )
        values (
            v_organization_id, 'stripe', 'incomplete', 'read_only', (claimed).stripe_id,
            billing.epoch_time(state -> 'start'), util.now(v_organization_id)
        )
        returning subscriptions.id into v_subscription_id;

        update billing.stripe_objects as o
        set local_id = v_subscription_id
        where o.stripe_id = (claimed).stripe_id;

        -- Its invoices may have come first.
        update billing.invoices as i
        set subscription_id = v_subscription_id
        where
            i.organization_id = v_organization_id
            and i.stripe_subscription_id = (claimed).stripe_id;
    end if;

    -- First, for what follows from the change tells of them.
    if state -> 'items' is distinct from previous_state -> 'items' then
        delete from billing.subscription_items as i
        where i.organization_id = v_organization_id and i.subscription_id = v_subscription_id;

        insert into billing.subscription_items (
            organization_id, subscription_id, position, price_id, quantity, unit_amount_cents,
            currency, stripe_item_id
        )
        select
            v_organization_id,
            v_subscription_id,
            i.position,
            (i.item ->> 'price_id')::uuid,
            (i.item ->> 'quantity')::bigint,
            coalesce(round((i.item ->> 'unit_amount')::numeric), 0)::bigint,
            state ->> 'currency',
            i.item ->> 'id'
        from jsonb_array_elements(state -> 'items') with ordinality as i (item, position);
    end if;

    perform billing.write_subscription(
        v_organization_id,
        v_subscription_id,
        case when billing.is_renewal(previous_state, state) then state end
    );

    -- It takes the place of the organization's own trial, even if it ended in the second in which
    -- it began, and this snapshot comes after that of the end.
    if state ->> 'status' is distinct from previous_state ->> 'status' then
        perform billing.write_subscription(t.organization_id, t.id)
        from billing.subscriptions as t
        cross join lateral billing.converted_trial(t.organization_id) as c
        where
            t.organization_id = v_organization_id
            and t.source = 'trial'
            and c.converted_at is not null
            and not exists (
                select
                from billing.subscription_versions as v
                where
                    v.organization_id = t.organization_id
                    and v.subscription_id = t.id
                    and upper_inf(v.known_during)
                    and lower(v.valid_during) = greatest(c.converted_at, t.started_at)
                    and v.caused_by = c.caused_by
            );
    end if;
end
$$;

comment on function billing.project_subscription(billing.stripe_objects, jsonb, jsonb) is
'Makes sure that a subscription of Stripe''s has its row here, and has it written; its items follow
its latest state. previous_state is what was the latest before, or null when that is not known.';
