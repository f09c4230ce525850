create or replace function webhooks.finish_stripe_event(event_id text)
returns void
language sql
set search_path = ''
as $$
    update webhooks.stripe_events as e
    set
        status = 'applied',
        applied_at = util.wall_clock(),
        next_attempt_at = null,
        error = null
    where e.id = finish_stripe_event.event_id
$$;

comment on function webhooks.finish_stripe_event(text) is
'Marks an event that had to wait as applied.';
