create or replace function billing.unknown_discount(organization_id uuid, state jsonb)
returns text
language sql
stable
set search_path = ''
as $$
    select 'unknown_discount'
    where
        exists (
            select
            from jsonb_array_elements(
                billing.discount_terms(
                    unknown_discount.organization_id,
                    billing.subscription_discounts(unknown_discount.state)
                )
            ) as d (discount)
            where not d.discount ? 'duration'
        )
$$;

comment on function billing.unknown_discount(uuid, jsonb) is
'The word unknown_discount when a subscription has a discount of which only the id is known, else null.';
