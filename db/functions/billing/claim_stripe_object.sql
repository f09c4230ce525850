create or replace function billing.claim_stripe_object(object jsonb)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_id text := object ->> 'id';
    v_kind text := object ->> 'object';
    v_organization_id uuid;
    v_linked text[];
begin
    -- The row is the object's lock: held before the organization's, by everybody.
    select o.organization_id into v_organization_id
    from billing.stripe_objects as o
    where o.stripe_id = v_id
    for no key update;

    if v_organization_id is null then
        v_organization_id = billing.find_organization(object);
        v_linked = billing.link_stripe_ids(v_organization_id, v_kind, array[v_id]);
        if v_linked is null then
            select o.organization_id into v_organization_id
            from billing.stripe_objects as o
            where o.stripe_id = v_id
            for no key update;
        end if;
    end if;

    -- What this object refers to is the same organization's: later ones may name nothing else.
    v_linked = v_linked || billing.link_stripe_ids(
        v_organization_id,
        'customer',
        array[billing.reference_id(object -> 'customer')]
    );
    if v_kind in ('invoice', 'invoice_payment', 'charge') then
        v_linked = v_linked || billing.link_stripe_ids(
            v_organization_id,
            'payment',
            array[
                billing.reference_id(object -> 'charge'),
                billing.reference_id(object -> 'payment' -> 'charge'),
                billing.reference_id(object -> 'payment_intent'),
                billing.reference_id(object -> 'payment' -> 'payment_intent')
            ]
        );
    end if;

    if v_linked is not null then
        perform webhooks.release_waiting(v_linked);
    end if;
    perform billing.lock_organization(v_organization_id);
    return v_organization_id;
end
$$;

comment on function billing.claim_stripe_object(jsonb) is
'Finds whose an object is, remembers it for the object and for what it refers to, releases the events
that waited for that, and locks the object, then the organization.';
