create or replace function billing.learn_discounts(organization_id uuid, discounts jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    insert into billing.stripe_discounts (organization_id, stripe_discount_id, terms)
    select distinct on (d.discount ->> 'id')
        learn_discounts.organization_id,
        d.discount ->> 'id',
        d.discount - 'item'
    from jsonb_array_elements(learn_discounts.discounts) as d (discount)
    where d.discount ? 'duration'
    order by d.discount ->> 'id'
    on conflict on constraint stripe_discounts_pkey do nothing;

    return found;
end
$$;

comment on function billing.learn_discounts(uuid, jsonb) is
'Remembers what discounts are worth, where Stripe shows it. A discount''s terms never change.
Returns whether anything was new.';
