create function sidecar.apply_pending_events(max_events integer default 100)
returns json
language plpgsql
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
declare
    v_until timestamptz := util.wall_clock() + interval '250 milliseconds';
    v_event webhooks.stripe_events;
    v_tried text[] := array[]::text[];
    v_outcomes text[] := array[]::text[];
begin
    -- Locks are held until the end: a short while, so that receivers need not wait for them.
    while cardinality(v_tried) < max_events and util.wall_clock() < v_until loop
        v_event = webhooks.claim_due_event(v_tried);
        exit when v_event.id is null;
        v_tried = v_tried || v_event.id;
        v_outcomes = v_outcomes
            || billing.try_stripe_event(webhooks.parse_stripe_event(v_event.body));
        if v_outcomes[cardinality(v_outcomes)] = 'applied' then
            perform webhooks.finish_stripe_event(v_event.id);
        end if;
    end loop;

    return json_build_object(
        'applied', (select count(*) from unnest(v_outcomes) as o where o = 'applied'),
        'failed', (select count(*) from unnest(v_outcomes) as o where o in ('pending', 'failed')),
        'parked', (select count(*) from unnest(v_outcomes) as o where o = 'parked')
    );
end
$$;

comment on function sidecar.apply_pending_events(integer) is
'Applies events that had to wait and are due, the longest due first, for a quarter of a second at
most. Answers how many were applied, failed (tried again later) and parked.';

grant execute on function sidecar.apply_pending_events(integer) to sidecar;
