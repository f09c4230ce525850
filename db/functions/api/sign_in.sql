create function api.sign_in(email text, password text)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    return identity.sign_in(sign_in.email, sign_in.password);
end
$$;

comment on function api.sign_in(text, text) is
$$Sign in

Answers {access_token, refresh_token, token_type, expires_in, organization_id}. With the header
X-Session: cookie the tokens come in cookies instead. 401 invalid_credentials, 429 too_many_tries.$$;

grant execute on function api.sign_in(text, text) to anon, authenticated, platform_admin;
