create or replace function identity.verify_email(token text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_token identity.one_time_tokens := identity.use_one_time_token(
        verify_email.token, 'verify_email'
    );
begin
    update identity.users as u
    set email_verified_at = util.wall_clock()
    where u.id = v_token.user_id and u.email_verified_at is null;
    return v_token.user_id;
end
$$;

comment on function identity.verify_email(text) is
'Notes by the token of a mail that the person reads what is sent to the address.
Returns the person.';
