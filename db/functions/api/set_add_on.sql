create or replace function api.set_add_on(add_on_code text, quantity bigint)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.set_add_on(
        v_organization_id, set_add_on.add_on_code, set_add_on.quantity
    );
end
$$;

comment on function api.set_add_on(text, bigint) is
$$Have so much of an add-on

More takes effect at once, prorated and billed (202; poll commands). Less takes effect at the end of
the period: status is scheduled, and it stands in pending_change until then. quantity is how much
there is to be; 0 takes it away.$$;

grant execute on function api.set_add_on(text, bigint) to authenticated;
