create or replace function identity.remove_own_second_factor(password text, code text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_refusal json := identity.check_own_credentials(
        remove_own_second_factor.password, remove_own_second_factor.code
    );
begin
    if v_refusal is not null then
        return v_refusal;
    end if;
    perform identity.forget_second_factor(
        identity.current_user_id(), except_session_id => identity.current_session_id()
    );
    return json_build_object('removed', true);
end
$$;

comment on function identity.remove_own_second_factor(text, text) is
'Lets the caller sign in by the password alone again, for the password and a code, and ends the
caller''s other sessions.';
