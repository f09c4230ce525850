create or replace function webhooks.release_for_new_row()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform webhooks.release_waiting(array[
        case tg_table_name
            when 'organizations' then to_jsonb(new) ->> 'id'
            when 'stripe_prices' then to_jsonb(new) ->> 'stripe_price_id'
        end
    ]);
    return null;
end
$$;

comment on function webhooks.release_for_new_row() is
'An organization or a Stripe price has become known: what waited for it is due again.';
