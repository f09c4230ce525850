create or replace function billing.price_subscription(state jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_items jsonb;
    v_unknown text[];
begin
    select
        jsonb_agg(
            i.item
            || case
                when p.plan_version_id is not null
                    then jsonb_build_object(
                        'price_id', p.id, 'kind', 'plan', 'code', l.code,
                        'plan_version_id', p.plan_version_id
                    )
                else jsonb_build_object(
                    'price_id', p.id, 'kind', 'add_on', 'code', p.add_on_code
                )
            end
            order by l.rank desc nulls last, p.add_on_code, i.item ->> 'id'
        ),
        array_agg(i.item ->> 'price' order by i.item ->> 'price') filter (where p.id is null)
    into v_items, v_unknown
    from jsonb_array_elements(price_subscription.state -> 'items') as i (item)
    left join catalog.stripe_prices as s on i.item ->> 'price' = s.stripe_price_id
    left join catalog.prices as p on s.price_id = p.id
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    left join catalog.plans as l on v.plan_code = l.code;

    if v_unknown is not null then
        raise sqlstate 'ST002' using
            message = format('No price of the catalogue stands for %s', v_unknown[1]),
            detail = array_to_json(v_unknown)::text;
    end if;

    return price_subscription.state || jsonb_build_object('items', v_items);
end
$$;

comment on function billing.price_subscription(jsonb) is
'The normal form of a subscription with what its items are in our catalogue ("price_id", "kind",
"code", and "plan_version_id" of a plan). First comes the plan: the item whose price is one of a
plan (of several the highest), wherever Stripe lists it. Fails with ST002 and the ids when a price
is not in the catalogue. What a Stripe price stands for never changes, so this is a function of the
snapshot.';
