create function admin.reset_second_factor(user_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(reset_second_factor.reason);
    if not exists (
        select from identity.users as u
        -- Whoever has a session could otherwise bind it to a telephone of their own.
        where u.id = reset_second_factor.user_id and u.id <> identity.current_user_id()
    ) then
        perform util.fail(404, 'user_not_found', 'There is nobody else like that');
    end if;
    perform identity.forget_second_factor(reset_second_factor.user_id);
    perform audit.record_action(
        'second_factor_reset', null, jsonb_build_object('user_id', reset_second_factor.user_id)
    );
    return json_build_object('user_id', reset_second_factor.user_id);
end
$$;

comment on function admin.reset_second_factor(uuid, text) is
$$Take away the second factor of somebody else

Who has lost telephone and recovery codes; make sure who asks. They are signed out everywhere, sign in by
their password, and may enrol anew; of the staff they can do nothing else. A letter tells them. Answers
{user_id}. 404 user_not_found, also for oneself.$$;

grant execute on function admin.reset_second_factor(uuid, text) to platform_admin;
