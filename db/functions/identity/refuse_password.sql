create or replace function identity.refuse_password()
returns json
language sql
volatile
begin atomic
    select util.respond_error(
        403, 'provider_required', 'The organization lets people in by its identity provider alone',
        hint => 'Sign in at your company''s provider'
    );
end;

comment on function identity.refuse_password() is
'Answers 403 to somebody whose password is right, and does not count.';
