create or replace function identity.delete_signing_key(id text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from identity.signing_keys as k
    where k.id = delete_signing_key.id;

    -- Without any key nobody could sign in; this also makes PostgREST forget the one dropped.
    perform identity.create_signing_key();
end
$$;

comment on function identity.delete_signing_key(text) is
'For a key that has leaked: its tokens count no more, at once. Sessions live on by their refresh
tokens.';
