create or replace function identity.revoke_session(session_id uuid, reason text)
returns void
language sql
volatile
begin atomic
    update identity.sessions as s
    set revoked_at = util.wall_clock(), revoked_reason = revoke_session.reason
    where s.id = revoke_session.session_id and s.revoked_at is null;
end;

comment on function identity.revoke_session(uuid, text) is
'Ends a session with all its tokens, from the next request on.';
