create or replace function billing.open_billing_portal(organization_id uuid)
returns billing.stripe_commands
language sql
volatile
set search_path = ''
as $$
    select c.*
    from billing.enqueue_stripe_command(
        open_billing_portal.organization_id,
        'portal_session.create',
        depends_on => billing.require_stripe_customer(open_billing_portal.organization_id)
    ) as c
$$;

comment on function billing.open_billing_portal(uuid) is
'Asks Stripe for a link into its customer portal.';
