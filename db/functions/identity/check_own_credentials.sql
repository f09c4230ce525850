create or replace function identity.check_own_credentials(password text, code text)
returns json
language plpgsql
set search_path = ''
as $$
begin
    if not identity.is_own_password(check_own_credentials.password) then
        return identity.refuse_credentials();
    end if;
    return identity.check_second_factor(identity.current_user_id(), check_own_credentials.code);
end
$$;

comment on function identity.check_own_credentials(text, text) is
'The refusal of somebody who is signed in, and does not show anew what signing in needs: the
password, and a code of the second factor that counts. Null if nothing is to be refused. The caller
must let the transaction commit.';
