create or replace function billing.compare_snapshots(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
stable
set search_path = ''
as $$
    with told as (
        select
            o.stripe_id as object_id,
            e.id as event_id,
            billing.reread_event(p.event) as state
        from billing.stripe_objects as o
        inner join webhooks.stripe_events as e on o.stripe_id = e.object_id
        cross join lateral webhooks.parse_stripe_event(e.body) as p (event)
        where
            o.organization_id = compare_snapshots.organization_id
            and e.status = 'applied'
            and e.type <> 'invoice.upcoming'
    ),

    kept as (
        select
            s.object_id,
            s.event_id,
            s.state || jsonb_build_object(
                'snapshot_at', billing.epoch(s.created_at),
                'snapshot_is_terminal', s.is_terminal,
                'snapshot_rank', s.rank
            ) as state
        from billing.stripe_objects as o
        inner join billing.stripe_snapshots as s on o.stripe_id = s.object_id
        where
            o.organization_id = compare_snapshots.organization_id
            and s.source = 'event'
    )

    select
        coalesce(t.object_id, k.object_id),
        coalesce(t.event_id, k.event_id) || ' ' || d.field,
        d.stored_value,
        d.recomputed_value
    from told as t
    full join kept as k on t.object_id = k.object_id and t.event_id = k.event_id
    cross join lateral billing.differing_fields(k.state, t.state) as d
$$;

comment on function billing.compare_snapshots(uuid) is
'Where the snapshots of an organization''s objects differ from the events that were applied.';
