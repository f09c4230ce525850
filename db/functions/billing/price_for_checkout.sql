create or replace function billing.price_for_checkout(
    organization_id uuid, plan_code text, cycle text
)
returns catalog.prices
language plpgsql
stable
set search_path = ''
as $$
declare
    v_currency text;
    v_price catalog.prices;
begin
    -- Stripe never lets a customer change the currency of what has been billed.
    select c.currency into v_currency
    from billing.customers as c
    where c.organization_id = price_for_checkout.organization_id;

    select p.* into v_price
    from catalog.current_plan_versions() as c
    inner join catalog.plans as l on c.plan_code = l.code
    cross join lateral catalog.price_for(
        c.plan_version_id,
        price_for_checkout.cycle,
        coalesce(v_currency, util.setting('default_currency'))
    ) as p
    where l.code = price_for_checkout.plan_code and l.is_public;

    if v_price.id is null then
        perform util.fail(
            400, 'invalid_argument', 'There is no such plan for sale',
            jsonb_build_object(
                'argument', 'plan_code',
                'plan_code', price_for_checkout.plan_code,
                'cycle', price_for_checkout.cycle
            ),
            'Plans and their cycles are listed in plans'
        );
    end if;

    if catalog.current_stripe_price_id(v_price.id) is null then
        perform util.fail(
            409, 'price_not_linked', 'This price is not known to Stripe yet',
            jsonb_build_object('lookup_key', v_price.lookup_key),
            'The operator has to bring the catalogue to Stripe'
        );
    end if;
    return v_price;
end
$$;

comment on function billing.price_for_checkout(uuid, text, text) is
'What an organization would pay for a plan today; refused when it is not for sale.';
