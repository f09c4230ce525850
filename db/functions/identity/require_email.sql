create or replace function identity.require_email(email text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_email text := identity.require_text('email', require_email.email, 254);
begin
    -- Whether there is such a mailbox only a mail can tell; this refuses what would break a header.
    if v_email !~ '^[^@[:space:]"(),:;<>\[\\\]]+@[^@[:space:]"(),:;<>\[\\\]]+\.[^@[:space:]"(),:;<>\[\\\].]+$'
    then
        perform util.fail(
            400, 'invalid_argument', 'email must be an e-mail address',
            jsonb_build_object('argument', 'email')
        );
    end if;
    return v_email;
end
$$;

comment on function identity.require_email(text) is
'The address without spaces around it; refused with 400 if it cannot be one.';
