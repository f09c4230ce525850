create or replace function identity.issue_key_token(api_key identity.api_keys)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_expires_in integer := 900;
    v_session identity.sessions;
begin
    insert into identity.sessions as s (
        kind, user_id, organization_id, api_key_id, created_at, expires_at
    )
    values (
        'api_key',
        api_key.created_by,
        api_key.organization_id,
        api_key.id,
        v_now,
        v_now + make_interval(secs => v_expires_in)
    )
    on conflict (organization_id, api_key_id) do update
    set expires_at = excluded.expires_at
    returning s.* into v_session;

    return json_build_object(
        'access_token', identity.create_access_token(v_session, v_expires_in),
        'token_type', 'bearer',
        'expires_in', v_expires_in,
        'organization_id', v_session.organization_id
    );
end
$$;

comment on function identity.issue_key_token(identity.api_keys) is
'An access token of 15 minutes, bound to the key''s organization. There is none to refresh it: the
key itself is exchanged again.';
