create function api.confirm_second_factor(code text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return identity.confirm_second_factor(confirm_second_factor.code);
end
$$;

comment on function api.confirm_second_factor(text) is
$$Show the first code of a second factor

From now on sign_in needs a code, whoever has the password; the caller's other sessions end, API keys
go on. Answers {recovery_codes}: ten, each good for one sign-in, shown this once. A letter tells the
person. 401 second_factor_invalid, 403 own_session_required, 429 too_many_tries.$$;

grant execute on function api.confirm_second_factor(text) to authenticated;
