create function admin.end_sessions(user_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(end_sessions.reason);
    if not exists (select from identity.users as u where u.id = end_sessions.user_id) then
        perform util.fail(404, 'user_not_found', 'There is no such person');
    end if;
    perform identity.revoke_sessions(end_sessions.user_id, 'ended_by_staff');
    perform audit.record_action(
        'sessions_ended', null, jsonb_build_object('user_id', end_sessions.user_id)
    );
    return json_build_object('user_id', end_sessions.user_id);
end
$$;

comment on function admin.end_sessions(uuid, text) is
$$Sign a person out everywhere

Also where they act for others. API keys go on. Answers {user_id}. 404 user_not_found.$$;

grant execute on function admin.end_sessions(uuid, text) to platform_admin;
