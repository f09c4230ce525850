create or replace function billing.project_subscription(organization_id uuid, state jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_stripe_id text := state ->> 'id';
    v_subscription_id uuid;
    v_started_at timestamptz := billing.epoch_time(state, 'start');
begin
    perform billing.learn_discounts(
        project_subscription.organization_id, billing.subscription_discounts(state)
    );

    select o.local_id into strict v_subscription_id
    from billing.stripe_objects as o
    where o.stripe_id = v_stripe_id;

    if v_subscription_id is null then
        -- The writer fills it in at once.
        insert into billing.subscriptions (
            organization_id, source, status, access, stripe_subscription_id, started_at, created_at
        )
        values (
            project_subscription.organization_id, 'stripe', 'incomplete', 'read_only',
            v_stripe_id, v_started_at, util.now(project_subscription.organization_id)
        )
        returning subscriptions.id into v_subscription_id;

        update billing.stripe_objects as o
        set local_id = v_subscription_id
        where o.stripe_id = v_stripe_id;

        -- Its invoices may have come first.
        update billing.invoices as i
        set subscription_id = v_subscription_id
        where
            i.organization_id = project_subscription.organization_id
            and i.stripe_subscription_id = v_stripe_id;
    end if;

    perform billing.write_subscription(project_subscription.organization_id, v_subscription_id);
end
$$;

comment on function billing.project_subscription(uuid, jsonb) is
'Makes sure that a subscription of Stripe''s has its row here, and has it written.';
