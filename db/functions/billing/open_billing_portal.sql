create or replace function billing.open_billing_portal(organization_id uuid)
returns billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_command billing.stripe_commands;
begin
    -- Two clicks at once must find each other's command.
    perform billing.lock_organization(open_billing_portal.organization_id);

    select c.* into v_command
    from billing.stripe_commands as c
    where
        c.organization_id = open_billing_portal.organization_id
        and c.kind = 'portal_session.create'
        and c.finished_at is null
    order by c.created_at desc
    limit 1;

    if v_command.id is not null then
        return v_command;
    end if;

    perform identity.count_try('stripe:' || open_billing_portal.organization_id, 120);
    return billing.enqueue_stripe_command(
        open_billing_portal.organization_id,
        'portal_session.create',
        depends_on => billing.require_stripe_customer(open_billing_portal.organization_id)
    );
end
$$;

comment on function billing.open_billing_portal(uuid) is
'Asks Stripe for a link into its customer portal. While one is being asked for, that is the answer;
more than 120 calls of Stripe within 15 minutes, checkouts among them, are refused.';
