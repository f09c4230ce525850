create or replace function billing.agreed_items(
    plan_version_id uuid, cycle text, currency text, add_ons jsonb default '{}'
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select jsonb_agg(
            jsonb_build_object(
                'id', case when p.add_on_code is null then 'plan' else p.add_on_code end,
                'price_id', p.id,
                'kind', case when p.add_on_code is null then 'plan' else 'add_on' end,
                'code', coalesce(v.plan_code, p.add_on_code),
                'plan_version_id', p.plan_version_id,
                'quantity', q.quantity,
                'unit_amount', p.unit_amount_cents,
                'interval', i.unit,
                'interval_count', 1,
                'list_arr', billing.annualize_cents(p.unit_amount_cents * q.quantity, i.unit, 1)
            )
            order by p.add_on_code nulls first
        )
        from catalog.prices as p
        left join catalog.plan_versions as v on p.plan_version_id = v.id
        cross join lateral (
            select
                case
                    when p.add_on_code is null then 1
                    else (agreed_items.add_ons ->> p.add_on_code)::bigint
                end as quantity
        ) as q
        cross join lateral (
            select case p.cycle when 'annual' then 'year' else 'month' end as unit
        ) as i
        where
            (
                p.plan_version_id = agreed_items.plan_version_id
                or agreed_items.add_ons ? p.add_on_code
            )
            and p.cycle = agreed_items.cycle
            and p.currency = agreed_items.currency
            and q.quantity > 0
    );
end
$$;

comment on function billing.agreed_items(uuid, text, text, jsonb) is
'What a plan version with add-ons (an object of code to quantity) is made of, at the prices of the
catalogue, plan first, in the form in which billing.price_subscription gives the items of Stripe''s.';
