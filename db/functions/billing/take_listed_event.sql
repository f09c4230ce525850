create or replace function billing.take_listed_event(event jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := webhooks.refusal_reason(event);
begin
    if v_reason is not null then
        perform webhooks.raise_alarm(
            'listed_event_refused', coalesce(event ->> 'id', 'none'),
            jsonb_build_object('reason', v_reason)
        );
        return false;
    end if;
    -- The endpoint is not sent these either.
    if webhooks.stripe_object_kind(event ->> 'type') is null then
        return false;
    end if;
    if webhooks.store_stripe_event(event, event::text) <> 'stored' then
        return false;
    end if;
    perform webhooks.defer_stripe_event(event ->> 'id');
    return true;
end
$$;

comment on function billing.take_listed_event(jsonb) is
'Puts an event that Stripe listed into the inbox, by the rules of those that it sends (but for the
signature: we asked for it ourselves), to be applied as soon as a worker has time. Returns whether it
had been missed.';
