create function api.create_organization(name text)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
    v_organization_id uuid := identity.create_organization(create_organization.name, v_user_id);
begin
    perform billing.start_trial(v_organization_id, v_user_id);
    return identity.switch_organization(v_organization_id);
end
$$;

comment on function api.create_organization(text) is
$$Found another organization

The caller is its owner, and goes on in it: answers as sign_in does, with tokens bound to it. It has
a trial unless the caller, or the caller's verified address, has had one.$$;

grant execute on function api.create_organization(text) to authenticated;
