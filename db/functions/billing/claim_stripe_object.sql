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
    -- The object, then the organization, in this order everywhere.
    perform pg_advisory_xact_lock(hashtextextended('object ' || v_id, 0));

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
        v_claimed.stripe_id = v_id;
        v_claimed.object_kind = v_kind;
        v_claimed.organization_id = billing.find_organization(object);
        v_claimed.has_ties = false;
        if billing.read_organization_id(object) <> v_claimed.organization_id then
            perform webhooks.raise_alarm(
                'organization_differs',
                v_id,
                jsonb_build_object(
                    'named', billing.read_organization_id(object),
                    'taken', v_claimed.organization_id
                )
            );
        end if;
        perform billing.link_stripe_ids(
            v_claimed, v_related || billing.reference_id(object -> 'customer')
        );
    elsif num_nonnulls(variadic v_related) > 0 then
        perform billing.link_stripe_ids(v_claimed, v_related);
    end if;

    perform billing.lock_organization(v_claimed.organization_id);
    return v_claimed;
end
$$;

comment on function billing.claim_stripe_object(jsonb) is
'Locks an object of Stripe''s, finds whose it is, remembers that for the object and for what it
refers to, and locks the organization. Everything that is linked anew is linked before that second
lock.';
