create or replace function billing.find_strays()
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
stable
set search_path = ''
as $$
    select
        e.object_id,
        e.id || ' owner',
        null::jsonb,
        to_jsonb(e.type)
    from webhooks.stripe_events as e
    where
        e.status = 'applied'
        and e.type <> 'invoice.upcoming'
        and e.object_kind not in ('price', 'product')
        and not exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = e.object_id
        )
    union all
    select
        e.object_id,
        e.id || ' status',
        to_jsonb(e.status),
        to_jsonb('applied'::text)
    from webhooks.stripe_events as e
    where e.status = 'ignored' and webhooks.stripe_object_kind(e.type) is not null
    union all
    select
        s.object_id,
        s.event_id || ' owner',
        s.state,
        null
    from billing.stripe_snapshots as s
    where
        not exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = s.object_id
        )
$$;

comment on function billing.find_strays() is
'Events that were applied to an object which is nobody''s, or ignored though their type is handled,
and snapshots of nobody''s objects.';
