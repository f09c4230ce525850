create or replace function billing.add_on_effect(
    subscription billing.subscriptions, add_on_code text, quantity bigint
)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_quantity bigint;
begin
    if not exists (
        select from catalog.add_ons as a
        where a.code = add_on_effect.add_on_code
    ) then
        perform util.fail(
            400, 'invalid_argument', 'There is no such add-on',
            jsonb_build_object('argument', 'add_on_code', 'add_on_code', add_on_effect.add_on_code),
            'Add-ons are listed in add_ons'
        );
    end if;
    if coalesce(quantity not between 0 and 100000, true) then
        perform util.fail(
            400, 'invalid_argument', 'The quantity of an add-on is 0 to 100000',
            '{"argument": "quantity"}'
        );
    end if;

    select coalesce(sum(i.quantity), 0)::bigint into v_quantity
    from billing.subscription_items as i
    inner join catalog.prices as p on i.price_id = p.id
    where
        i.organization_id = (subscription).organization_id
        and i.subscription_id = (subscription).id
        and p.add_on_code = add_on_effect.add_on_code;

    return case
        when add_on_effect.quantity = v_quantity then 'none'
        when add_on_effect.quantity > v_quantity or (subscription).status = 'trialing' then 'now'
        else 'period_end'
    end;
end
$$;

comment on function billing.add_on_effect(billing.subscriptions, text, bigint) is
'When so much of an add-on counts: more of it now, less at the end of the period (in a trial now).
none when there is so much already.';
