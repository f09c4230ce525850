create function api.switch_organization(organization_id uuid)
returns json
language plpgsql
security definer -- changes the session, which tenants cannot write themselves
set search_path = ''
as $$
begin
    return identity.switch_organization(switch_organization.organization_id);
end
$$;

comment on function api.switch_organization(uuid) is
$$Go on in another of the caller's organizations

Answers as sign_in does, with tokens bound to that organization. 404 organization_not_found.$$;

grant execute on function api.switch_organization(uuid) to authenticated;
