create or replace function identity.revoke_api_keys(organization_id uuid, ids uuid[])
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_revoked uuid[];
begin
    with revoked as (
        update identity.api_keys as k
        set revoked_at = v_now
        where
            k.organization_id = revoke_api_keys.organization_id
            and k.id = any(revoke_api_keys.ids)
            and k.revoked_at is null
        returning k.id
    )

    select coalesce(array_agg(r.id), '{}') into v_revoked
    from revoked as r;

    -- A statement of its own: it sees the session that somebody opened while we waited for the key.
    update identity.sessions as s
    set revoked_at = v_now, revoked_reason = 'api_key_revoked'
    where
        s.organization_id = revoke_api_keys.organization_id
        and s.api_key_id = any(v_revoked)
        and s.revoked_at is null;
    return cardinality(v_revoked)::bigint;
end
$$;

comment on function identity.revoke_api_keys(uuid, uuid[]) is
'Ends keys, and what tokens they were exchanged for from the next request on. Returns how many
there were to end.';
