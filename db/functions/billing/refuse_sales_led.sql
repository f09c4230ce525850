create or replace function billing.refuse_sales_led(subscription billing.subscriptions)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if (subscription).source = 'manual' then
        perform util.fail(
            409, 'sales_led', 'What was agreed with our sales is changed by them',
            hint => 'Write to us; it can be paused, and canceled for its period''s end, here'
        );
    end if;
end
$$;

comment on function billing.refuse_sales_led(billing.subscriptions) is
'Refuses what a customer cannot change of a subscription that the staff have agreed.';
