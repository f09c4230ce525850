create function api.change_password(current_password text, new_password text)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    return identity.change_password(
        change_password.current_password, change_password.new_password
    );
end
$$;

comment on function api.change_password(text, text) is
$$Change the caller's password

The caller's other sessions end. 401 invalid_credentials for a wrong present password,
400 password_refused.$$;

grant execute on function api.change_password(text, text) to authenticated, platform_admin;
