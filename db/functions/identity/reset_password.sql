create or replace function identity.reset_password(token text, new_password text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_token identity.one_time_tokens := identity.use_one_time_token(
        reset_password.token, 'reset_password'
    );
begin
    perform identity.set_password(v_token.user_id, reset_password.new_password);
    perform identity.revoke_sessions(v_token.user_id, 'password_reset');
end
$$;

comment on function identity.reset_password(text, text) is
'Sets a password by the token of a mail, and ends every session of the person.';
