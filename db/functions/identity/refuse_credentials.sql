create or replace function identity.refuse_credentials()
returns json
language sql
volatile
begin atomic
    select util.respond_error(
        401, 'invalid_credentials', 'The address or the password is wrong',
        hint => 'Try again, or reset the password'
    );
end;

comment on function identity.refuse_credentials() is
'Answers 401, the same for an unknown address and a wrong password; what was counted is kept.';
