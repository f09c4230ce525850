create or replace function webhooks.fail_stripe_event(
    event_id text, error jsonb, is_transient boolean
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_attempts integer;
begin
    select e.attempts + 1 into strict v_attempts
    from webhooks.stripe_events as e
    where e.id = fail_stripe_event.event_id;

    -- Waiting for a lock says nothing against the event.
    if fail_stripe_event.is_transient then
        update webhooks.stripe_events as e
        set
            status = 'pending',
            applied_at = null,
            next_attempt_at = util.wall_clock() + interval '200 milliseconds',
            error = fail_stripe_event.error
        where e.id = fail_stripe_event.event_id;
        return 'pending';
    end if;

    if v_attempts >= 8 then
        perform webhooks.park_stripe_event(
            fail_stripe_event.event_id,
            fail_stripe_event.error || jsonb_build_object('kind', 'poison')
        );
        return 'parked';
    end if;

    -- 1 s, 4 s, 16 s … 68 min: an hour and a half until it is given up.
    update webhooks.stripe_events as e
    set
        status = 'failed',
        applied_at = null,
        attempts = v_attempts,
        next_attempt_at = util.wall_clock() + make_interval(secs => 4 ^ (v_attempts - 1)),
        error = fail_stripe_event.error
    where e.id = fail_stripe_event.event_id;
    return 'failed';
end
$$;

comment on function webhooks.fail_stripe_event(text, jsonb, boolean) is
'Says that an event could not be applied: it is tried again later, and parked after 8 attempts.
Returns the new status.';
