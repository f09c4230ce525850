create function api.end_session(id uuid, password text default null)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    if not identity.confirm_person(end_session.password) then
        return identity.refuse_credentials();
    end if;
    if not exists (
        select from identity.sessions as s
        where
            s.id = end_session.id
            and s.user_id = identity.current_user_id()
            and identity.is_own_session(s.kind, s.organization_id)
    ) then
        perform util.fail(404, 'session_not_found', 'There is no such session of yours');
    end if;

    if identity.end_own_sessions(end_session.id) > 0 then
        perform audit.record_action(
            'session_ended', details => jsonb_build_object('session_id', end_session.id)
        );
    end if;
    return json_build_object('id', end_session.id);
end
$$;

comment on function api.end_session(uuid, text) is
$$Sign out elsewhere

Ends one of the caller's sessions: none of its tokens counts any more from the next request on. Asks for
the caller's password; who was let in by an identity provider needs none, but must have signed in within
ten minutes. Answers {id}, also if the session has ended already. 401 invalid_credentials,
404 session_not_found, 403 recent_sign_in_required.$$;

grant execute on function api.end_session(uuid, text) to authenticated;
