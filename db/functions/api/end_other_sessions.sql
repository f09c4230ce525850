create function api.end_other_sessions(password text default null)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_ended bigint;
begin
    if not identity.confirm_person(end_other_sessions.password) then
        return identity.refuse_credentials();
    end if;

    v_ended = identity.end_own_sessions();
    perform audit.record_action(
        'other_sessions_ended', details => jsonb_build_object('sessions', v_ended)
    );
    return json_build_object('ended', v_ended);
end
$$;

comment on function api.end_other_sessions(text) is
$$Sign out everywhere else

Ends all sessions of the caller's but the one that asks, under the conditions of end_session. Answers
{ended}, how many they were. 401 invalid_credentials, 403 recent_sign_in_required.$$;

grant execute on function api.end_other_sessions(text) to authenticated;
