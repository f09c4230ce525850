create or replace function usage.add_on_amount(
    organization_id uuid, subscription_id uuid, feature_code text
)
returns bigint
language sql
stable
begin atomic
    select coalesce(sum(i.quantity * d.amount_per_unit), 0)::bigint
    from billing.subscription_items as i
    inner join catalog.prices as r on i.price_id = r.id
    inner join catalog.add_ons as d on r.add_on_code = d.code
    where
        i.organization_id = add_on_amount.organization_id
        and i.subscription_id = add_on_amount.subscription_id
        and d.feature_code = add_on_amount.feature_code;
end;

comment on function usage.add_on_amount(uuid, uuid, text) is
'By how much the add-ons of a subscription raise a limit.';
