create or replace function webhooks.retry_stripe_event(event_id text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_event webhooks.stripe_events;
begin
    select e.* into v_event
    from webhooks.stripe_events as e
    where e.id = retry_stripe_event.event_id
    for update;
    if not found then
        perform util.fail(404, 'stripe_event_not_found', 'There is no such event of Stripe''s');
    end if;
    if v_event.status in ('applied', 'ignored') then
        perform util.fail(
            409, 'stripe_event_settled', 'This event needs no other try',
            jsonb_build_object('status', v_event.status)
        );
    end if;

    delete from webhooks.stripe_event_waits as w
    where w.event_id = v_event.id;

    update webhooks.stripe_events as e
    set
        status = 'pending',
        attempts = 0,
        next_attempt_at = util.wall_clock()
    where e.id = v_event.id;

    perform webhooks.resolve_alarm(v_event.error ->> 'kind', v_event.id);
end
$$;

comment on function webhooks.retry_stripe_event(text) is
'Makes an event due that failed or was parked, as if it had just come. An alarm about something that
it waits for stays, for others may wait for the same.';
