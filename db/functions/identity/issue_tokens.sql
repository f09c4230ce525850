create or replace function identity.issue_tokens(session_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_expires_in integer := 900;
    v_refresh_token text := util.random_token();
    v_refresh_expires_at timestamptz;
    v_session identity.sessions;
    v_access_token text;
begin
    update identity.sessions as s
    set
        last_used_at = v_now,
        client = identity.current_client_name(),
        network = identity.current_network()
    where s.id = issue_tokens.session_id
    returning s.* into strict v_session;

    -- Who signs in again in a browser has left what the browser was signed in to.
    perform identity.revoke_session(t.session_id, 'signed_in_again')
    from identity.refresh_tokens as t
    where
        t.token_hash = util.hash_token(util.request_header('x-refresh-token'))
        and t.session_id <> v_session.id;

    v_refresh_expires_at = least(
        -- Of the staff, who leaves for an hour comes in by the door.
        v_now
        + case v_session.kind when 'staff' then interval '1 hour' else interval '30 days' end,
        v_session.expires_at
    );
    insert into identity.refresh_tokens (token_hash, session_id, created_at, expires_at)
    values (util.hash_token(v_refresh_token), v_session.id, v_now, v_refresh_expires_at);

    v_access_token = identity.create_access_token(v_session, v_expires_in);

    if identity.has_cookie_session() then
        perform identity.set_session_cookies(
            v_access_token, v_expires_in, v_refresh_token, v_refresh_expires_at - v_now
        );
        return json_build_object(
            'token_type', 'cookie',
            'expires_in', v_expires_in,
            'organization_id', v_session.organization_id
        );
    end if;

    return json_build_object(
        'access_token', v_access_token,
        'refresh_token', v_refresh_token,
        'token_type', 'bearer',
        'expires_in', v_expires_in,
        'organization_id', v_session.organization_id
    );
end
$$;

comment on function identity.issue_tokens(uuid) is
'An access token of 15 minutes and a refresh token for a session, as the answer to whoever signed
in: in the body, or in cookies if the client wants it so.';
