create or replace function identity.end_own_sessions(session_id uuid default null)
returns bigint
language sql
volatile
set search_path = ''
as $$
    with ended as (
        update identity.sessions as s
        set revoked_at = util.wall_clock(), revoked_reason = 'ended_by_person'
        where
            s.user_id = identity.current_user_id()
            and identity.is_own_session(s.kind, s.organization_id)
            and s.revoked_at is null
            and s.expires_at > util.wall_clock()
            and case
                when end_own_sessions.session_id is null
                    then s.id <> identity.current_session_id()
                else s.id = end_own_sessions.session_id
            end
        returning 1
    )

    select count(*)
    from ended
$$;

comment on function identity.end_own_sessions(uuid) is
'Ends a session of the caller''s, or all but the one that asks. Returns how many.';
