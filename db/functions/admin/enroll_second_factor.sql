create function admin.enroll_second_factor()
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return identity.enroll_second_factor();
end
$$;

comment on function admin.enroll_second_factor() is
$$Begin to use a second factor

Answers {secret, uri} for an authenticator app; confirm_second_factor makes it count. One that counts
already is replaced only within five minutes of signing in with a code. 403
second_factor_missing.$$;

grant execute on function admin.enroll_second_factor() to platform_admin;
