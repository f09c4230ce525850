create or replace function billing.find_organization(object jsonb)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
    v_named uuid := billing.read_organization_id(object);
    v_related text[];
    v_organization_id uuid;
begin
    -- Who pays decides, whatever is named: a buyer can choose what a payment link says.
    select o.organization_id into v_organization_id
    from billing.stripe_objects as o
    where o.stripe_id = billing.reference_id(object -> 'customer');
    if found then
        return v_organization_id;
    end if;

    if v_named is not null then
        select o.id into v_organization_id
        from identity.organizations as o
        where o.id = v_named;
        if found then
            return v_organization_id;
        end if;
    end if;

    -- The surest first.
    v_related = array_remove(
        array[
            billing.reference_id(object -> 'subscription'),
            billing.reference_id(object -> 'parent' -> 'subscription_details' -> 'subscription'),
            billing.reference_id(object -> 'invoice'),
            billing.reference_id(object -> 'charge'),
            billing.reference_id(object -> 'payment' -> 'charge'),
            billing.reference_id(object -> 'payment_intent'),
            billing.reference_id(object -> 'payment' -> 'payment_intent')
        ],
        null
    );
    select o.organization_id into v_organization_id
    from billing.stripe_objects as o
    where o.stripe_id = any(v_related)
    order by array_position(v_related, o.stripe_id)
    limit 1;

    if v_organization_id is null then
        raise sqlstate 'ST001' using
            message = format(
                'No organization is known for the %s %s', object ->> 'object', object ->> 'id'
            ),
            detail = array_to_json(
                array_remove(
                    billing.reference_id(object -> 'customer')
                    || v_related
                    || array[v_named::text, object ->> 'id'],
                    null
                )
            )::text;
    end if;

    return v_organization_id;
end
$$;

comment on function billing.find_organization(jsonb) is
'Whose an object of Stripe''s is: that of its customer if we know the customer, else the
organization that it names (billing.read_organization_id), else that of what it refers to. Fails with
ST001 and the ids that would tell when nothing is known.';
