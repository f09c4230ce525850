create function api.request_password_reset(email text)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
declare
    v_user_id uuid;
    v_token text;
begin
    select r.user_id, r.token into v_user_id, v_token
    from identity.start_password_reset(request_password_reset.email) as r;

    if v_user_id is not null then
        perform notify.queue_password_reset(v_user_id, v_token);
        return json_build_object('accepted', true);
    end if;

    -- As much work as for somebody, and undone: how long the answer takes must not tell of whom there
    -- is an account.
    begin
        select u.id into v_user_id
        from identity.users as u
        order by u.id
        limit 1;
        v_token = identity.create_one_time_token('reset_password', v_user_id);
        perform notify.queue_password_reset(v_user_id, v_token);
        raise sqlstate 'UNDO1';
    exception
        when sqlstate 'UNDO1' then null;
    end;
    return json_build_object('accepted', true);
end
$$;

comment on function api.request_password_reset(text) is
$$Ask for a mail to reset a password with

The answer is the same whether there is an account with the address or not.$$;

grant execute on function api.request_password_reset(text)
to anon, authenticated, platform_admin;
