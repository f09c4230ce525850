create or replace function identity.revoke_api_key(organization_id uuid, api_key_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform identity.require_permission('developers.manage');
    if identity.revoke_api_keys(
        revoke_api_key.organization_id, array[revoke_api_key.api_key_id]
    ) = 0 then
        perform util.fail(404, 'api_key_not_found', 'There is no such API key that counts');
    end if;
end
$$;

comment on function identity.revoke_api_key(uuid, uuid) is
'Ends a key of the organization; refused with 404 if there is none that counts.';
