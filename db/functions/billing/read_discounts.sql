create or replace function billing.read_discounts(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_single jsonb;
    v_discounts jsonb;
begin
    if coalesce(object -> 'discounts', '[]') in ('[]', 'null')
        and coalesce(object -> 'discount', 'null') = 'null'
    then
        return null;
    end if;

    v_single = billing.read_discount(nullif(object -> 'discount', 'null'));

    -- Before 2025-03-31 the first discount stands beside the list of ids, in full.
    select jsonb_agg(
        case
            when d.discount ->> 'id' = v_single ->> 'id' then v_single
            else d.discount
        end
        order by d.position
    )
    into v_discounts
    from (
        select
            billing.read_discount(l.discount) as discount,
            l.position
        from jsonb_array_elements(nullif(object -> 'discounts', 'null'))
            with ordinality as l (discount, position)
    ) as d;

    return coalesce(v_discounts, jsonb_build_array(v_single));
end
$$;

comment on function billing.read_discounts(jsonb) is
'The discounts that stand on a subscription, an item or an invoice, each as billing.read_discount
gives it, in the order in which Stripe applies them; null when there are none.';
