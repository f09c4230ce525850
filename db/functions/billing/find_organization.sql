create or replace function billing.find_organization(object jsonb)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
    v_named text := coalesce(
        object ->> 'client_reference_id',
        object -> 'metadata' ->> 'organization_id',
        object -> 'metadata' ->> 'org_id',
        object -> 'parent' -> 'subscription_details' -> 'metadata' ->> 'organization_id',
        object -> 'parent' -> 'subscription_details' -> 'metadata' ->> 'org_id',
        object -> 'subscription_details' -> 'metadata' ->> 'organization_id',
        object -> 'subscription_details' -> 'metadata' ->> 'org_id'
    );
    v_references text[] := billing.related_ids(object);
    v_organization_id uuid;
begin
    if v_named ~ '^[[:xdigit:]]{8}-([[:xdigit:]]{4}-){3}[[:xdigit:]]{12}$' then
        select o.id into v_organization_id
        from identity.organizations as o
        where o.id = v_named::uuid;
    end if;

    if v_organization_id is null then
        select o.organization_id into v_organization_id
        from billing.stripe_objects as o
        where o.stripe_id = any(v_references)
        order by array_position(v_references, o.stripe_id)
        limit 1;
    end if;

    if v_organization_id is null then
        raise sqlstate 'ST001' using
            message = format(
                'No organization is known for the %s %s', object ->> 'object', object ->> 'id'
            ),
            detail = array_to_json(
                array_remove(v_references || lower(v_named) || (object ->> 'id'), null)
            )::text;
    end if;

    return v_organization_id;
end
$$;

comment on function billing.find_organization(jsonb) is
'Whose an object of Stripe''s is: the organization that it names (client_reference_id, metadata, or the
subscription''s metadata on an invoice), else that of the customer or of what it refers to. Fails with
ST001 and the ids that would tell when nothing is known.';
