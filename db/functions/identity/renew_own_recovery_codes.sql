create or replace function identity.renew_own_recovery_codes(password text, code text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_refusal json := identity.check_own_credentials(
        renew_own_recovery_codes.password, renew_own_recovery_codes.code
    );
begin
    if v_refusal is not null then
        return v_refusal;
    elsif not identity.has_second_factor(identity.current_user_id()) then
        perform util.fail(
            403, 'second_factor_missing', 'Recovery codes are for who has a second factor',
            hint => 'POST to /rpc/enroll_second_factor'
        );
    end if;
    return json_build_object(
        'recovery_codes', identity.renew_recovery_codes(identity.current_user_id())
    );
end
$$;

comment on function identity.renew_own_recovery_codes(text, text) is
'Gives the caller ten recovery codes in place of any before, for the password and a code.';
