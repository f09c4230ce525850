create or replace function billing.contract_items(price_id uuid, add_ons jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_agg(
        jsonb_build_object(
            'key', coalesce(p.add_on_code, 'plan'),
            'code', coalesce(p.add_on_code, v.plan_code),
            'price_id', p.id,
            'cycle', p.cycle,
            'quantity', q.quantity,
            'amount', p.unit_amount_cents * q.quantity
        )
        order by p.add_on_code nulls first
    )
    from catalog.prices as t
    inner join catalog.prices as p
        on
            p.id = t.id
            or (p.add_on_code is not null and p.cycle = t.cycle and p.currency = t.currency)
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    cross join lateral (
        select case
            when p.add_on_code is null then 1
            else coalesce((contract_items.add_ons ->> p.add_on_code)::bigint, 0)
        end as quantity
    ) as q
    where t.id = contract_items.price_id and q.quantity > 0
$$;

comment on function billing.contract_items(uuid, jsonb) is
'A plan at a price, and add-ons (code to quantity) in the same cycle and currency, with what each
costs for one period: [{"key": plan or the add-on, "code", "price_id", "cycle", "quantity",
"amount"}], the plan first.';
