create or replace function api.open_billing_portal()
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.command_accepted(billing.open_billing_portal(v_organization_id));
end
$$;

comment on function api.open_billing_portal() is
$$Ask for a link into Stripe's customer portal

Answers 202; poll commands until result_url leads to the portal. The link lives for minutes only.$$;

grant execute on function api.open_billing_portal() to authenticated;
