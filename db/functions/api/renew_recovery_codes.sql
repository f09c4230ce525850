create function api.renew_recovery_codes(password text, code text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return identity.renew_own_recovery_codes(
        renew_recovery_codes.password, renew_recovery_codes.code
    );
end
$$;

comment on function api.renew_recovery_codes(text, text) is
$$Ten new recovery codes

They take the place of all before, used or not. For the password, and a code of the phone or a recovery
code. Answers {recovery_codes}, shown this once. 401 invalid_credentials and second_factor_invalid, 403
second_factor_missing and own_session_required, 429 too_many_tries.$$;

grant execute on function api.renew_recovery_codes(text, text) to authenticated;
