create or replace function identity.start_email_verification(user_id uuid)
returns text
language plpgsql
set search_path = ''
as $$
begin
    perform identity.count_try('verification:' || start_email_verification.user_id, 5);
    if exists (
        select from identity.users as u
        where u.id = start_email_verification.user_id and u.email_verified_at is not null
    ) then
        perform util.fail(409, 'email_verified', 'The address is verified already');
    end if;
    return identity.create_one_time_token('verify_email', start_email_verification.user_id);
end
$$;

comment on function identity.start_email_verification(uuid) is
'A token to verify a person''s address with, which replaces any sent before.';
