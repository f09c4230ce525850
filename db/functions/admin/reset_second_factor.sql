create function admin.reset_second_factor(user_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_email text;
begin
    perform identity.require_staff();
    perform audit.note_reason(reset_second_factor.reason);
    select u.email into v_email
    from identity.users as u
    -- Whoever has a session could otherwise bind it to a telephone of their own.
    where u.id = reset_second_factor.user_id and u.id <> identity.current_user_id();
    if v_email is null or not identity.remove_second_factor(v_email) then
        perform util.fail(404, 'user_not_found', 'There is nobody else of the staff like that');
    end if;
    perform audit.record_action(
        'second_factor_reset', null, jsonb_build_object('user_id', reset_second_factor.user_id)
    );
    return json_build_object('user_id', reset_second_factor.user_id);
end
$$;

comment on function admin.reset_second_factor(uuid, text) is
$$Let somebody else of the staff enrol a second factor anew

Who has lost telephone and recovery codes; make sure who asks. They are signed out everywhere, and enrol
with their password. Answers {user_id}. 404 user_not_found, also for oneself.$$;

grant execute on function admin.reset_second_factor(uuid, text) to platform_admin;
