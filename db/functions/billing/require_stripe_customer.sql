create or replace function billing.require_stripe_customer(organization_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_command_id uuid;
begin
    perform billing.lock_organization(require_stripe_customer.organization_id);

    if exists (
        select
        from billing.customers as c
        where
            c.organization_id = require_stripe_customer.organization_id
            and c.stripe_customer_id is not null
            and c.deleted_at is null
    ) then
        return null;
    end if;

    select c.id into v_command_id
    from billing.stripe_commands as c
    where
        c.organization_id = require_stripe_customer.organization_id
        and c.kind = 'customer.create'
        and c.finished_at is null;

    if v_command_id is null then
        v_command_id = (
            billing.enqueue_stripe_command(
                require_stripe_customer.organization_id, 'customer.create'
            )
        ).id;
    end if;
    return v_command_id;
end
$$;

comment on function billing.require_stripe_customer(uuid) is
'Makes sure that the organization is or becomes a customer at Stripe, once. Returns the command to
wait for, or null when there is nothing to wait for.';
