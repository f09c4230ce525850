create or replace function identity.refuse_taken_email()
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform identity.count_client_failure();
    return util.respond_error(
        409, 'email_taken', 'Somebody has an account with this address already',
        hint => 'Sign in, or reset the password'
    );
end
$$;

comment on function identity.refuse_taken_email() is
'Answers 409 to a sign-up, and counts it: the one place that tells whether an address is known.';
