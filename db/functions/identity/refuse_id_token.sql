create or replace function identity.refuse_id_token(reason text)
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform identity.count_client_failure();
    return util.respond_error(
        401, 'id_token_invalid', 'The provider''s token does not sign anybody in',
        jsonb_build_object('reason', refuse_id_token.reason),
        'Sign in at the provider again; if that does not help, ask who manages it'
    );
end
$$;

comment on function identity.refuse_id_token(text) is
'Answers 401; the try is counted, and kept.';
