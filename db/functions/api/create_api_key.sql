create function api.create_api_key(name text)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('developers.manage');
begin
    perform usage.require_feature('api_access');
    return identity.create_api_key(v_organization_id, create_api_key.name);
end
$$;

comment on function api.create_api_key(text) is
$$Make an API key

Answers {id, name, prefix, api_key}; api_key is shown this once. exchange_api_key gives a machine
that has it a token with the permissions of the role machine. It ends when it is revoked, and when
whoever made it loses developers.manage or leaves. Needs developers.manage and a session of one's
own. 402 feature_required without api_access.$$;

grant execute on function api.create_api_key(text) to authenticated;
