create function api.request_password_reset(email text)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    perform notify.queue_password_reset(r.user_id, r.token)
    from identity.start_password_reset(request_password_reset.email) as r;
    return json_build_object('accepted', true);
end
$$;

comment on function api.request_password_reset(text) is
$$Ask for a mail to reset a password with

The answer is the same whether there is an account with the address or not.$$;

grant execute on function api.request_password_reset(text)
to anon, authenticated, platform_admin;
