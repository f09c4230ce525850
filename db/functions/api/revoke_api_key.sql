create function api.revoke_api_key(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.revoke_api_key(
        identity.require_permission('developers.manage'), revoke_api_key.id
    );
end
$$;

comment on function api.revoke_api_key(uuid) is
$$End an API key

It and its tokens count no more from the next request on. Needs developers.manage.
404 api_key_not_found.$$;

grant execute on function api.revoke_api_key(uuid) to authenticated;
