create or replace function identity.refuse_refresh()
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform identity.clear_session_cookies();
    return util.respond_error(
        401, 'refresh_token_invalid', 'The refresh token is unknown, expired or was used before',
        hint => 'Sign in again'
    );
end
$$;

comment on function identity.refuse_refresh() is
'Answers 401; what was revoked stays revoked.';
