create or replace function identity.sign_out(refresh_token text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- All tokens of a key are one session, also those to come: what ends it is revoking the key.
    if identity.current_session_kind() = 'api_key' then
        perform identity.require_own_session();
    end if;
    perform identity.revoke_session(t.session_id, 'signed_out')
    from identity.refresh_tokens as t
    where t.token_hash = util.hash_token(sign_out.refresh_token);

    perform identity.revoke_session(identity.current_session_id(), 'signed_out');
    perform identity.clear_session_cookies();
end
$$;

comment on function identity.sign_out(text) is
'Ends the session of a refresh token, and that of the caller. Without either it does
nothing. A machine has nothing to end: 403 own_session_required.';
