create or replace function billing.stripe_collection(object_kind text)
returns text
language sql
immutable
set search_path = ''
as $$
    select '/v1/' || replace(stripe_collection.object_kind, '.', '/') || 's'
$$;

comment on function billing.stripe_collection(text) is
'Where Stripe keeps objects of a kind: all of them, and beneath it each one by its id.';
