create or replace function identity.refuse_external_sign_in()
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform identity.count_client_failure();
    return util.respond_error(
        400, 'external_sign_in_invalid',
        'This sign-in was begun in another browser, has taken too long, or was used before',
        hint => 'Begin anew'
    );
end
$$;

comment on function identity.refuse_external_sign_in() is
'Answers 400 to whoever comes back from a provider and has not left; the try is counted, and kept.';
