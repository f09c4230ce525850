create or replace function identity.revoke_sessions(
    user_id uuid, reason text, except_session_id uuid default null
)
returns void
language sql
volatile
begin atomic
    update identity.sessions as s
    set revoked_at = util.wall_clock(), revoked_reason = revoke_sessions.reason
    where
        (
            (s.user_id = revoke_sessions.user_id and s.kind in ('user', 'staff', 'external'))
            or s.acting_staff_id = revoke_sessions.user_id
        )
        and s.revoked_at is null
        and s.id is distinct from revoke_sessions.except_session_id;
end;

comment on function identity.revoke_sessions(uuid, text, uuid) is
'Ends all sessions that a person has signed in to, but the one that is excepted, and those in which
the person, of the staff, acts for others.';
