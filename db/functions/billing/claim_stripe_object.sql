create or replace function billing.claim_stripe_object(object jsonb)
returns billing.stripe_objects
language plpgsql
set search_path = ''
as $$
declare
    v_id text := object ->> 'id';
    v_kind text := object ->> 'object';
    v_claimed billing.stripe_objects;
    v_related text[];
begin
    select o.* into v_claimed
    from billing.stripe_objects as o
    where o.stripe_id = v_id;

    -- What it refers to belongs to the same organization: later objects may name nothing else.
    if v_kind in ('invoice', 'invoice_payment', 'charge') then
        v_related = array[
            billing.reference_id(object -> 'charge'),
            billing.reference_id(object -> 'payment' -> 'charge'),
            billing.reference_id(object -> 'payment_intent'),
            billing.reference_id(object -> 'payment' -> 'payment_intent')
        ];
    end if;
    if v_claimed.stripe_id is null then
        perform billing.link_stripe_ids(
            billing.find_organization(object), v_id, v_kind,
            v_related || billing.reference_id(object -> 'customer')
        );
    elsif num_nonnulls(variadic v_related) > 0 then
        perform billing.link_stripe_ids(v_claimed.organization_id, null, null, v_related);
    end if;

    -- The object, then the organization, in this order everywhere; the join keeps it.
    select o.* into strict v_claimed
    from billing.stripe_objects as o
    inner join identity.organizations as g on o.organization_id = g.id
    where o.stripe_id = v_id
    for no key update of o, g;

    return v_claimed;
end
$$;

comment on function billing.claim_stripe_object(jsonb) is
'Finds whose an object is, remembers it for the object and for what it refers to, and locks the
object, then the organization. Everything that is linked anew is linked before the locks.';
