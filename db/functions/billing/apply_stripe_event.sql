create or replace function billing.apply_stripe_event(event jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform billing.record_snapshot(
        event -> 'data' -> 'object',
        'event',
        event ->> 'id',
        billing.epoch_time(event -> 'created'),
        event ->> 'type'
    );
end
$$;

comment on function billing.apply_stripe_event(jsonb) is
'Applies an event of the inbox: its object is a snapshot like any other.';
