create or replace function webhooks.lock_due_deliveries(
    organization_id uuid, endpoint_id uuid, at timestamptz, max_deliveries integer
)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints;
    v_is_silent boolean;
    v_under_way bigint;
    v_of_organization bigint;
    v_ids uuid[];
begin
    select e.* into strict v_endpoint
    from webhooks.endpoints as e
    where
        e.organization_id = lock_due_deliveries.organization_id
        and e.id = lock_due_deliveries.endpoint_id;
    v_is_silent = v_endpoint.disabled_at is not null or v_endpoint.deleted_at is not null;

    update webhooks.deliveries as d
    set
        status = 'failed',
        leased_by = null,
        leased_until = null,
        finished_at = lock_due_deliveries.at,
        error = case
            when v_is_silent then 'The endpoint is disabled'
            -- Every worker that had it has died.
            else 'No attempt was reported'
        end
    where
        d.organization_id = lock_due_deliveries.organization_id
        and d.endpoint_id = lock_due_deliveries.endpoint_id
        and d.finished_at is null
        and d.next_attempt_at <= lock_due_deliveries.at
        and (v_is_silent or webhooks.retry_delay(d.step) is null);

    select
        count(*) filter (where d.endpoint_id = lock_due_deliveries.endpoint_id),
        count(*)
    into v_under_way, v_of_organization
    from webhooks.deliveries as d
    where
        d.organization_id = lock_due_deliveries.organization_id
        and d.status = 'sending'
        and d.leased_until > lock_due_deliveries.at;

    select array_agg(due.id) into v_ids
    from (
        select d.id
        from webhooks.deliveries as d
        where
            d.organization_id = lock_due_deliveries.organization_id
            and d.endpoint_id = lock_due_deliveries.endpoint_id
            and d.finished_at is null
            and d.next_attempt_at <= lock_due_deliveries.at
        order by d.next_attempt_at
        limit greatest(
            least(
                lock_due_deliveries.max_deliveries,
                case when v_endpoint.failing_since_at is null then 4 else 1 end - v_under_way,
                12 - v_of_organization
            ),
            0
        )
        for no key update skip locked
    ) as due;
    return v_ids;
end
$$;

comment on function webhooks.lock_due_deliveries(uuid, uuid, timestamptz, integer) is
'What of an endpoint''s deliveries may leave now, the longest due first: four under way at once, one
while it fails, so that a slow or dead one holds no more of the workers than that; and twelve of an
organization, however many endpoints it has. What is due to an endpoint that is
disabled fails.';
