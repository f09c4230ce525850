create or replace function billing.subscription_item_prices(items jsonb)
returns table (
    item jsonb,
    price_id uuid,
    kind text,
    code text,
    plan_version_id uuid,
    "position" bigint
)
language sql
stable
set search_path = ''
as $$
    select
        i.item,
        p.id,
        case when p.plan_version_id is not null then 'plan' else 'add_on' end,
        coalesce(l.code, p.add_on_code),
        p.plan_version_id,
        row_number() over (
            order by l.rank desc nulls last, p.add_on_code, i.item ->> 'id'
        )
    from jsonb_array_elements(subscription_item_prices.items) as i (item)
    inner join catalog.stripe_prices as s on i.item ->> 'price' = s.stripe_price_id
    inner join catalog.prices as p on s.price_id = p.id
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    left join catalog.plans as l on v.plan_code = l.code
$$;

comment on function billing.subscription_item_prices(jsonb) is
'What the items of a subscription''s normal form are in our catalogue. First comes the plan: the item
whose price is one of a plan (of several the highest), wherever Stripe lists it.';
