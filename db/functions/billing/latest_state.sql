create or replace function billing.latest_state(object_id text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select s.state
    from billing.order_snapshots(latest_state.object_id) as s
    order by s.position desc
    limit 1
$$;

comment on function billing.latest_state(text) is
'What an object is, from all that Stripe said of it; null when it has said nothing.';
