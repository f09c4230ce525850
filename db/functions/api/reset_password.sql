create function api.reset_password(token text, new_password text)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    perform identity.reset_password(reset_password.token, reset_password.new_password);
    return json_build_object('changed', true);
end
$$;

comment on function api.reset_password(text, text) is
$$Set a new password with the token of a mail

The token counts once, within an hour. Every session of the person ends.
400 one_time_token_invalid, 400 password_refused.$$;

grant execute on function api.reset_password(text, text)
to anon, authenticated, platform_admin;
