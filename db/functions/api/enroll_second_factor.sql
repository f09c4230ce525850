create function api.enroll_second_factor(password text, code text default null)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return identity.enroll_second_factor(
        enroll_second_factor.password, enroll_second_factor.code
    );
end
$$;

comment on function api.enroll_second_factor(text, text) is
$$Begin to use a second factor

Answers {secret, uri} for an authenticator app; confirm_second_factor makes it count, within an hour.
Whoever has one already sends its code, or a recovery code, and keeps it until then. 401
invalid_credentials, second_factor_required and second_factor_invalid, 403 own_session_required, 429
too_many_tries.$$;

grant execute on function api.enroll_second_factor(text, text) to authenticated;
