create or replace function webhooks.record_delivery(
    delivery_id uuid,
    attempt integer,
    http_status integer,
    response_excerpt text,
    retry_after text,
    error text,
    duration_ms integer
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_delivery webhooks.deliveries;
    v_is_success boolean := coalesce(record_delivery.http_status between 200 and 299, false);
    v_error text;
    v_delay interval;
    v_status text;
begin
    select d.* into v_delivery
    from webhooks.deliveries as d
    where d.id = record_delivery.delivery_id
    for no key update;

    -- Retention has taken it away meanwhile.
    if v_delivery.id is null then
        return 'stale';
    end if;

    if not v_is_success then
        v_error = coalesce(
            record_delivery.error, format('answered with %s', record_delivery.http_status)
        );
    end if;

    insert into webhooks.delivery_attempts (
        organization_id, delivery_id, attempt, finished_at, duration_ms, http_status, error,
        response_excerpt
    )
    values (
        v_delivery.organization_id, v_delivery.id, record_delivery.attempt, v_now,
        record_delivery.duration_ms, record_delivery.http_status, v_error,
        left(record_delivery.response_excerpt, 1000)
    )
    on conflict on constraint delivery_attempts_pkey do nothing;

    -- A report that comes late, after the lease, counts only if it says that the event is there.
    if v_delivery.finished_at is not null
        or (v_delivery.attempts <> record_delivery.attempt and not v_is_success)
    then
        return 'stale';
    end if;

    v_delay = webhooks.retry_delay(v_delivery.step + 1);
    v_status = case
        when v_is_success then 'succeeded'
        when v_delay is null or record_delivery.http_status = 410 then 'failed'
        else 'pending'
    end;

    update webhooks.deliveries as d
    set
        status = v_status,
        step = d.step + 1,
        leased_by = null,
        leased_until = null,
        next_attempt_at = v_now + greatest(
            coalesce(v_delay, interval '0'),
            webhooks.retry_after(record_delivery.retry_after, v_now)
        ),
        http_status = record_delivery.http_status,
        error = v_error,
        response_excerpt = left(record_delivery.response_excerpt, 1000),
        duration_ms = record_delivery.duration_ms,
        finished_at = case when v_status <> 'pending' then v_now end
    where d.id = v_delivery.id;

    perform webhooks.settle_endpoint(
        v_delivery.organization_id, v_delivery.endpoint_id, v_is_success,
        coalesce(record_delivery.http_status = 410, false)
    );
    return v_status;
end
$$;

comment on function webhooks.record_delivery(uuid, integer, integer, text, text, text, integer) is
'What came of an attempt; http_status is null when no answer came, and error says why. 2xx is a
success, 410 ends it, anything else is tried again, not before Retry-After. Returns the new status,
or stale for an attempt that counts no more.';
