create function admin.confirm_second_factor(code text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return identity.confirm_second_factor(confirm_second_factor.code);
end
$$;

comment on function admin.confirm_second_factor(text) is
$$Show the first code of a second factor

It counts from now on; the caller's other sessions end. Answers {recovery_codes}: ten, each good for
one sign-in, shown this once. 401 second_factor_invalid.$$;

grant execute on function admin.confirm_second_factor(text) to platform_admin;
