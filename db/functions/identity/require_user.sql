create or replace function identity.require_user()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    if identity.current_user_id() is null then
        perform util.fail(
            401, 'token_required', 'This needs an access token',
            hint => 'Sign in, and send Authorization: Bearer <access_token>'
        );
    end if;
    return identity.current_user_id();
end
$$;

comment on function identity.require_user() is
'The caller''s id; visitors are refused with 401.';
