create or replace function webhooks.park_stripe_event(
    event_id text, error jsonb, waiting_for text[] default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_subject text := coalesce(park_stripe_event.waiting_for[1], park_stripe_event.event_id);
begin
    update webhooks.stripe_events as e
    set
        status = 'parked',
        attempts = e.attempts + 1,
        next_attempt_at = null,
        applied_at = null,
        error = park_stripe_event.error || jsonb_build_object('subject', v_subject)
    where e.id = park_stripe_event.event_id;

    insert into webhooks.stripe_event_waits (subject, event_id)
    select
        s.subject,
        park_stripe_event.event_id
    from unnest(park_stripe_event.waiting_for) as s (subject)
    on conflict on constraint stripe_event_waits_pkey do nothing;

    perform webhooks.raise_alarm(
        park_stripe_event.error ->> 'kind', v_subject,
        jsonb_build_object(
            'event_id', park_stripe_event.event_id, 'message', park_stripe_event.error ->> 'message'
        )
    );
end
$$;

comment on function webhooks.park_stripe_event(text, jsonb, text[]) is
'Puts an event aside with an alarm: until one of the things it waits for is known (the first names
the alarm), or until a person releases it.';
