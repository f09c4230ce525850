create or replace function webhooks.replay_delivery(
    organization_id uuid, delivery_id uuid, reason text default null
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_delivery webhooks.deliveries;
begin
    select d.* into v_delivery
    from webhooks.deliveries as d
    where
        d.organization_id = replay_delivery.organization_id
        and d.id = replay_delivery.delivery_id
    for no key update;

    if v_delivery.id is null then
        perform util.fail(404, 'delivery_not_found', 'There is no such delivery');
    end if;
    if not exists (
        select from webhooks.endpoints as e
        where
            e.organization_id = v_delivery.organization_id
            and e.id = v_delivery.endpoint_id
            and e.disabled_at is null
            and e.deleted_at is null
    ) then
        perform util.fail(
            409, 'webhook_endpoint_disabled', 'The endpoint is disabled, or was deleted',
            hint => 'Enable the endpoint first'
        );
    end if;

    -- What is just being sent is about to arrive.
    if v_delivery.status <> 'sending' then
        update webhooks.deliveries as d
        set
            status = 'pending',
            step = 0,
            next_attempt_at = v_now,
            finished_at = null,
            requeued_at = v_now,
            requeued_by = identity.current_user_id(),
            requeue_reason = replay_delivery.reason
        where d.id = v_delivery.id
        returning d.* into v_delivery;
    end if;

    return json_build_object(
        'id', v_delivery.id,
        'event_id', v_delivery.event_id,
        'endpoint_id', v_delivery.endpoint_id,
        'status', v_delivery.status,
        'attempts', v_delivery.attempts
    );
end
$$;

comment on function webhooks.replay_delivery(uuid, uuid, text) is
'Sends a delivery again, or now if it waits, with the same event and id, and all retries anew.';
