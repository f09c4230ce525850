create or replace function webhooks.release_for_new_row()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform webhooks.release_waiting(array(
        select
            case tg_table_name
                when 'organizations' then to_jsonb(r) ->> 'id'
                when 'stripe_prices' then to_jsonb(r) ->> 'stripe_price_id'
            end
        from inserted as r
    ));
    return null;
end
$$;

comment on function webhooks.release_for_new_row() is
'Organizations or Stripe prices have become known: what waited for them is due again.';
