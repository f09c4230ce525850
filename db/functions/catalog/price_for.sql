create or replace function catalog.price_for(plan_version_id uuid, cycle text, currency text)
returns catalog.prices
language sql
stable
set search_path = ''
as $$
    select p.*
    from catalog.prices as p
    where
        p.plan_version_id = price_for.plan_version_id
        and p.cycle = price_for.cycle
        and p.currency = price_for.currency
$$;

comment on function catalog.price_for(uuid, text, text) is
'What a plan version costs per cycle in a currency; null when it is not sold so.';
