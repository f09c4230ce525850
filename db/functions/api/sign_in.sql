create function api.sign_in(email text, password text, code text default null)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    return identity.sign_in(sign_in.email, sign_in.password, sign_in.code);
end
$$;

comment on function api.sign_in(text, text, text) is
$$Sign in

Answers {access_token, refresh_token, token_type, expires_in, organization_id}. With the header
X-Session: cookie the tokens come in cookies instead. Whoever has a second factor sends the code
of it as well, or a recovery code (enroll_second_factor); the staff of the platform can do nothing else
until they have one. 401 invalid_credentials, second_factor_required and second_factor_invalid, 429
too_many_tries.$$;

grant execute on function api.sign_in(text, text, text) to anon, authenticated, platform_admin;
