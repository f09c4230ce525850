create or replace function webhooks.defer_stripe_event(event_id text)
returns void
language sql
set search_path = ''
as $$
    update webhooks.stripe_events as e
    set
        status = 'pending',
        applied_at = null,
        next_attempt_at = util.wall_clock()
    where e.id = defer_stripe_event.event_id
$$;

comment on function webhooks.defer_stripe_event(text) is
'Leaves an event that has just been stored to the worker: who stores many holds no locks for long.';
