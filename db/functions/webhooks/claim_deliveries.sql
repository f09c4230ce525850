create or replace function webhooks.claim_deliveries(
    worker text, max_deliveries integer, lease_seconds integer
)
returns table (
    id uuid, attempt integer, event_id uuid, url text, sent_at timestamptz, signature text,
    body text
)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_organization_id uuid;
    v_endpoint_id uuid;
    -- Somewhere in the circle of endpoints, so that nobody is always the last.
    v_start_id uuid := gen_random_uuid();
    v_after_organization_id uuid := v_start_id;
    v_after_endpoint_id uuid := v_start_id;
    v_has_wrapped boolean := false;
    v_left integer := max_deliveries;
    v_ids uuid[];
begin
    -- One worker at a time, or together they would send more to an endpoint than one may.
    perform pg_advisory_xact_lock(hashtext('webhooks.claim_deliveries'));
    v_now = util.wall_clock();

    while v_left > 0 loop
        -- From endpoint to endpoint, however long the queue of each is.
        select
            d.organization_id,
            d.endpoint_id
        into v_organization_id, v_endpoint_id
        from webhooks.deliveries as d
        where
            d.finished_at is null
            and (d.organization_id, d.endpoint_id) > (v_after_organization_id, v_after_endpoint_id)
        order by d.organization_id, d.endpoint_id
        limit 1;

        if not found and not v_has_wrapped then
            v_has_wrapped = true;
            v_after_organization_id = '00000000-0000-0000-0000-000000000000';
            v_after_endpoint_id = v_after_organization_id;
            continue;
        end if;
        exit when not found or (v_has_wrapped and v_organization_id > v_start_id);
        v_after_organization_id = v_organization_id;
        v_after_endpoint_id = v_endpoint_id;

        v_ids = webhooks.lock_due_deliveries(v_organization_id, v_endpoint_id, v_now, v_left);
        continue when v_ids is null;
        v_left = v_left - cardinality(v_ids);

        return query
            with leased as (
                update webhooks.deliveries as d
                set
                    status = 'sending',
                    attempts = d.attempts + 1,
                    -- Its last worker has died, perhaps of it: that was an attempt, too.
                    step = case d.status when 'sending' then d.step + 1 else d.step end,
                    leased_by = claim_deliveries.worker,
                    leased_until = v_now + make_interval(secs => claim_deliveries.lease_seconds),
                    next_attempt_at = v_now + make_interval(secs => claim_deliveries.lease_seconds)
                where d.id = any(v_ids)
                returning d.*
            )

            select
                l.id,
                l.attempts,
                l.event_id,
                p.url,
                v_now,
                webhooks.signature_header(p.organization_id, p.id, e.id::text, v_now, m.body),
                m.body
            from leased as l
            inner join webhooks.endpoints as p
                on l.organization_id = p.organization_id and l.endpoint_id = p.id
            inner join webhooks.events as e
                on l.organization_id = e.organization_id and l.event_id = e.id
            cross join lateral webhooks.message_body(e) as m (body);
    end loop;
end
$$;

comment on function webhooks.claim_deliveries(text, integer, integer) is
'Leases due deliveries to a worker, from each endpoint as many as it may have under way. A lease
that runs out can be claimed anew, with the next attempt number and the same event.';
