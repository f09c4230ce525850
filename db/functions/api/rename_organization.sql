create function api.rename_organization(name text)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.rename_organization(
        identity.require_permission('organization.rename'), rename_organization.name
    );
end
$$;

comment on function api.rename_organization(text) is
$$Give the organization another name

Everybody in it sees it from then on, and so do those who are invited; what invoices say is the billing
profile's. 400 invalid_argument.$$;

grant execute on function api.rename_organization(text) to authenticated;
