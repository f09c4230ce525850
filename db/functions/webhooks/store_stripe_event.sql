create or replace function webhooks.store_stripe_event(event jsonb, body text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_kind text := webhooks.stripe_object_kind(event ->> 'type');
    v_now timestamptz := util.wall_clock();
    v_stored jsonb;
    v_digest bytea;
begin
    insert into webhooks.stripe_events (
        id, type, object_kind, object_id, api_version, livemode, created_at, received_at, body,
        status, applied_at
    )
    values (
        event ->> 'id',
        event ->> 'type',
        coalesce(v_kind, event -> 'data' -> 'object' ->> 'object', 'unknown'),
        event -> 'data' -> 'object' ->> 'id',
        event ->> 'api_version',
        (event ->> 'livemode')::boolean,
        to_timestamp((event ->> 'created')::bigint),
        v_now,
        store_stripe_event.body,
        -- The caller applies it next, in this transaction, or says that it could not.
        case when v_kind is null then 'ignored' else 'applied' end,
        case when v_kind is not null then v_now end
    )
    on conflict on constraint stripe_events_pkey do nothing;

    if found then
        if not exists (
            select
            from util.settings as s
            where s.key = 'stripe_api_version' and s.value = event -> 'api_version'
        ) then
            perform webhooks.raise_alarm(
                'api_version', coalesce(event ->> 'api_version', 'none'),
                jsonb_build_object('event_id', event ->> 'id')
            );
        end if;
        return case when v_kind is null then 'ignored' else 'stored' end;
    end if;

    select
        webhooks.parse_stripe_event(e.body),
        e.body_digest
    into strict v_stored, v_digest
    from webhooks.stripe_events as e
    where e.id = event ->> 'id';

    if webhooks.is_same_event(v_stored, event)
        -- What was taken out of it is not put back.
        or v_digest = sha256(convert_to(store_stripe_event.body, 'UTF8'))
        or (
            v_digest is not null
            and webhooks.is_same_event(
                webhooks.redacted_object(v_stored), webhooks.redacted_object(event)
            )
        )
    then
        return 'duplicate';
    end if;

    perform webhooks.raise_alarm(
        'other_body', event ->> 'id', jsonb_build_object('type', event ->> 'type')
    );
    return 'other_body';
end
$$;

comment on function webhooks.store_stripe_event(jsonb, text) is
'Keeps an event with its signed body, once. Returns stored (marked applied: apply it now, or settle
it otherwise in the same transaction), ignored, duplicate, or other_body when the id is known with
another content, which is refused with an alarm.';
