create or replace function usage.require_write_access(organization_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_basis record;
begin
    select
        b.access,
        b.status,
        b.source,
        b.subscription_id
    into v_basis
    from usage.find_basis(require_write_access.organization_id) as b;

    if v_basis.access <> 'full' then
        perform util.fail(
            402, 'read_only', 'The organization may read, but not write',
            jsonb_build_object('status', v_basis.status, 'access', v_basis.access),
            case
                -- Whoever paid now would pay for nothing.
                when exists (
                    select from billing.subscriptions as s
                    where
                        s.organization_id = require_write_access.organization_id
                        and s.id = v_basis.subscription_id
                        and s.hold = 'staff'
                ) then 'Write to our support'
                when v_basis.status = 'paused' then 'Resume the subscription: resume_subscription'
                when v_basis.status = 'canceled'
                    then 'Subscribe again: reactivate_subscription or start_checkout'
                when v_basis.source = 'stripe' then 'Pay what is open: open_billing_portal'
                else 'Choose a plan and pay: start_checkout'
            end
        );
    end if;
end
$$;

comment on function usage.require_write_access(uuid) is
'Refuses with 402 read_only when the subscription of an organization lets it only read: suspended,
paused, canceled. What has to do with paying never asks this.';
