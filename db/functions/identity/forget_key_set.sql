create or replace function identity.forget_key_set(issuer text)
returns void
language sql
volatile
set search_path = ''
as $$
    delete from identity.key_sets as k
    where
        k.issuer = forget_key_set.issuer
        and not exists (
            select from identity.identity_providers as p
            where p.issuer = k.issuer
        )
$$;

comment on function identity.forget_key_set(text) is
'Deletes the keys of an issuer that no organization names any more.';
