create or replace function webhooks.emit_event(
    organization_id uuid, type text, data jsonb, dedupe_key text
)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_event_id uuid;
begin
    if not webhooks.has_endpoints(emit_event.organization_id) then
        return;
    end if;

    insert into webhooks.events (
        organization_id, type, data, dedupe_key, occurred_at, created_at
    )
    values (
        emit_event.organization_id, emit_event.type, emit_event.data, emit_event.dedupe_key,
        util.now(emit_event.organization_id), v_now
    )
    on conflict on constraint events_dedupe_key_key do nothing
    returning id into v_event_id;

    insert into webhooks.deliveries (
        organization_id, endpoint_id, event_id, next_attempt_at, created_at
    )
    select
        e.organization_id,
        e.id,
        v_event_id,
        v_now,
        v_now
    from webhooks.endpoints as e
    where
        v_event_id is not null
        and e.organization_id = emit_event.organization_id
        and e.disabled_at is null
        and e.deleted_at is null
        and e.event_types && array['*', emit_event.type];
end
$$;

comment on function webhooks.emit_event(uuid, text, jsonb, text) is
'Tells an organization''s endpoints that want to know of it that something has happened, if the
transaction commits. dedupe_key names the transition: what is emitted again is told once.';
