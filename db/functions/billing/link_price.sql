create or replace function billing.link_price(object jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_price catalog.prices;
begin
    select p.* into v_price
    from catalog.prices as p
    where p.lookup_key = object ->> 'lookup_key';

    -- Most prices of an account are none of ours; one that is linked stays what it is.
    if v_price.id is null
        or exists (
            select
            from catalog.stripe_prices as s
            where s.stripe_price_id = object ->> 'id'
        )
    then
        return;
    end if;

    if object ->> 'currency' is distinct from v_price.currency
        or (object ->> 'unit_amount')::bigint is distinct from v_price.unit_amount_cents
        or object -> 'recurring' ->> 'interval_count' is distinct from '1'
        or (object -> 'recurring' ->> 'interval', v_price.cycle)
        not in (('month', 'monthly'), ('year', 'annual'))
    then
        perform webhooks.raise_alarm(
            'other_price', object ->> 'id',
            jsonb_build_object('lookup_key', object ->> 'lookup_key')
        );
        return;
    end if;

    perform catalog.link_stripe_price(
        v_price.lookup_key, object ->> 'id', billing.reference_id(object -> 'product')
    );
end
$$;

comment on function billing.link_price(jsonb) is
'Learns which price at Stripe stands for one of ours, by its lookup key. A price with our key but
another amount, currency or interval raises an alarm instead.';
