create or replace function billing.read_organization_id(object jsonb)
returns uuid
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_metadata jsonb := coalesce(
        object -> 'parent' -> 'subscription_details', object -> 'subscription_details'
    ) -> 'metadata';
    v_named text := coalesce(
        object ->> 'client_reference_id',
        object -> 'metadata' ->> 'organization_id',
        object -> 'metadata' ->> 'org_id',
        v_metadata ->> 'organization_id',
        v_metadata ->> 'org_id'
    );
begin
    return case
        when v_named ~ '^[[:xdigit:]]{8}-([[:xdigit:]]{4}-){3}[[:xdigit:]]{12}$'
            then v_named::uuid
    end;
end
$$;

comment on function billing.read_organization_id(jsonb) is
'The organization that an object of Stripe''s names: client_reference_id, metadata, or the
subscription''s metadata on an invoice. Null when it names none.';
