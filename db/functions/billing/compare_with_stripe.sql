create or replace function billing.compare_with_stripe()
returns bigint
language sql
volatile
set search_path = ''
as $$
    select sum(billing.ask_for_list(k.object_kind))::bigint
    from unnest(array['customer', 'subscription', 'invoice']) as k (object_kind)
$$;

comment on function billing.compare_with_stripe() is
'Asks Stripe for all that there is, to be compared with what we know. Returns how many lists are
asked for.';
