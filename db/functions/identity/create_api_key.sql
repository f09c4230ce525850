create or replace function identity.create_api_key(organization_id uuid, name text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_name text := identity.require_text('name', create_api_key.name, 100);
    v_key text := 'unison_' || util.random_token();
    v_row identity.api_keys;
begin
    perform identity.require_permission('developers.manage');
    -- A key outlives the session that makes it: nobody makes one in somebody else's name.
    perform identity.require_person();
    -- Whoever removes the maker, or takes the right away, comes before or after.
    perform identity.lock_organization(create_api_key.organization_id);
    if not identity.has_member_permission(
        create_api_key.organization_id, identity.current_user_id(), 'developers.manage'
    ) then
        perform identity.refuse_token('session_ended');
    end if;

    insert into identity.api_keys (
        organization_id, name, prefix, key_hash, created_by, created_at
    )
    values (
        create_api_key.organization_id,
        v_name,
        left(v_key, 13),
        util.hash_token(v_key),
        identity.current_user_id(),
        util.wall_clock()
    )
    returning * into v_row;

    return json_build_object(
        'id', v_row.id, 'name', v_row.name, 'prefix', v_row.prefix, 'api_key', v_key
    );
end
$$;

comment on function identity.create_api_key(uuid, text) is
'A key for a machine, shown this once: only its hash is kept.';
