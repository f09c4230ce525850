create or replace function billing.has_erased_value(erasure billing.erasures, object jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
    select exists (
        select
        from jsonb_path_query(object, 'strict $.** ? (@.type() == "string")') as v (value)
        where
            length(v.value #>> '{}') between 2 and 300
            and billing.value_digest(erasure.organization_id, v.value #>> '{}')
            = any(erasure.value_hashes)
    )
$$;

comment on function billing.has_erased_value(billing.erasures, jsonb) is
'Whether an object of Stripe''s holds a name or address that was erased for its organization.';
