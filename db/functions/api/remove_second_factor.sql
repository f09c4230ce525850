create function api.remove_second_factor(password text, code text default null)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return identity.remove_own_second_factor(
        remove_second_factor.password, remove_second_factor.code
    );
end
$$;

comment on function api.remove_second_factor(text, text) is
$$Sign in by the password alone again

For the password, and a code of the phone or a recovery code. The caller's other sessions end, and a
letter tells the person. Answers {removed}, also if there was none. 401 invalid_credentials,
second_factor_required and second_factor_invalid, 403 own_session_required, 429 too_many_tries.$$;

grant execute on function api.remove_second_factor(text, text) to authenticated;
