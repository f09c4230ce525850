create or replace function billing.discount_terms(organization_id uuid, discounts jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select jsonb_agg(coalesce(k.terms, '{}') || d.discount order by d.position)
        from jsonb_array_elements(discount_terms.discounts)
            with ordinality as d (discount, position)
        left join billing.stripe_discounts as k
            on
                k.organization_id = discount_terms.organization_id
                and k.stripe_discount_id = d.discount ->> 'id'
    );
end
$$;

comment on function billing.discount_terms(uuid, jsonb) is
'A list of discounts with what is known of each: Stripe mostly sends only ids. One that lacks a
"duration" is unknown.';
