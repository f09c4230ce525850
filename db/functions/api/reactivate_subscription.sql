create or replace function api.reactivate_subscription()
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.command_accepted(billing.reactivate_subscription(v_organization_id));
end
$$;

comment on function api.reactivate_subscription() is
$$Buy again what has ended

The plan and cycle of the subscription that ended last, at today's price. Answers 202; poll commands
until result_url leads to Stripe's checkout.$$;

grant execute on function api.reactivate_subscription() to authenticated;
