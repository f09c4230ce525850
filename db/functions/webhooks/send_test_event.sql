create or replace function webhooks.send_test_event(organization_id uuid, endpoint_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints := webhooks.find_endpoint(
        send_test_event.organization_id, send_test_event.endpoint_id
    );
    v_now timestamptz := util.wall_clock();
    v_event_id uuid := gen_random_uuid();
    v_delivery webhooks.deliveries;
begin
    perform identity.count_try('webhook_tests:' || v_endpoint.organization_id, 60);
    if v_endpoint.disabled_at is not null then
        perform util.fail(
            409, 'webhook_endpoint_disabled', 'The endpoint is disabled, or was deleted',
            hint => 'Enable the endpoint first'
        );
    end if;

    insert into webhooks.events (
        organization_id, id, type, data, dedupe_key, occurred_at, created_at
    )
    values (
        v_endpoint.organization_id, v_event_id, 'endpoint.test',
        jsonb_build_object('endpoint_id', v_endpoint.id), 'endpoint.test:' || v_event_id,
        util.now(v_endpoint.organization_id), v_now
    );

    insert into webhooks.deliveries as d (
        organization_id, endpoint_id, event_id, next_attempt_at, created_at
    )
    values (v_endpoint.organization_id, v_endpoint.id, v_event_id, v_now, v_now)
    returning d.* into v_delivery;

    return json_build_object(
        'id', v_delivery.id,
        'event_id', v_delivery.event_id,
        'endpoint_id', v_delivery.endpoint_id,
        'status', v_delivery.status,
        'attempts', v_delivery.attempts
    );
end
$$;

comment on function webhooks.send_test_event(uuid, uuid) is
'Tells one endpoint of an event that means nothing, whatever it asks for.';
