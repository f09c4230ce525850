create or replace function billing.subscription_discounts(state jsonb)
returns jsonb
language sql
immutable
begin atomic
    select jsonb_agg(d.discount)
    from (
        select jsonb_array_elements(subscription_discounts.state -> 'discounts') as discount
        union all
        select jsonb_array_elements(i.item -> 'discounts') as discount
        from jsonb_array_elements(subscription_discounts.state -> 'items') as i (item)
    ) as d;
end;

comment on function billing.subscription_discounts(jsonb) is
'All discounts of a subscription''s normal form, its own and those of its items; null when there are none.';
