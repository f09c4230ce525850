create or replace function identity.refuse_token(reason text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    perform util.fail(
        401, 'token_invalid', 'The access token does not count',
        jsonb_build_object('reason', refuse_token.reason),
        'Refresh it, or sign in again'
    );
end
$$;

comment on function identity.refuse_token(text) is
'Ends the request with 401: incomplete, expired or session_ended.';
