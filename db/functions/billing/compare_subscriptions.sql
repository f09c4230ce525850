create or replace function billing.compare_subscriptions(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
stable
set search_path = ''
as $$
    with subscriptions as (
        select
            s as row,
            coalesce(s.stripe_subscription_id, s.id::text) as object_id,
            billing.fold_subscription(s.organization_id, s.id) as versions
        from billing.subscriptions as s
        where s.organization_id = compare_subscriptions.organization_id
    ),

    -- What falls due by itself is a job's to write: until it has, the row may be as it was before.
    moments as (
        select
            n.object_id,
            n.row,
            n.versions,
            m.at
        from subscriptions as n
        cross join lateral (
            select util.now(compare_subscriptions.organization_id) as at
            union all
            select v.valid_from - interval '1 microsecond'
            from unnest(n.versions) as v
            where v.is_scheduled
        ) as m
        where m.at <= util.now(compare_subscriptions.organization_id)
    ),

    derived as (
        select distinct on (m.object_id)
            m.object_id,
            to_jsonb(m.row) as stored,
            to_jsonb(d.row) as recomputed
        from moments as m
        cross join lateral (
            select billing.derive_subscription(m.row, m.versions, m.at) as row
        ) as d
        order by m.object_id, (d.row is not distinct from m.row) desc, m.at desc
    )

    select
        d.object_id,
        f.field,
        f.stored_value,
        f.recomputed_value
    from derived as d
    cross join lateral billing.differing_fields(
        d.stored - 'is_primary',
        d.recomputed - 'is_primary'
    ) as f
    union all
    select
        n.object_id,
        'is_primary',
        to_jsonb((n.row).is_primary),
        to_jsonb(e.is_primary)
    from subscriptions as n
    cross join lateral (
        select
            (n.row).id is not distinct from
            billing.find_primary(compare_subscriptions.organization_id) as is_primary
    ) as e
    where (n.row).is_primary <> e.is_primary
    union all
    select
        c.object_id,
        format('version of %s %s', c.valid_during, f.field),
        f.stored_value,
        f.recomputed_value
    from (
        select
            coalesce(k.object_id, d.object_id) as object_id,
            coalesce(k.valid_during, d.valid_during) as valid_during,
            k.version as stored,
            d.version as recomputed
        from (
            select
                n.object_id,
                v.valid_during,
                to_jsonb(v) - array[
                    'organization_id', 'id', 'subscription_id', 'valid_during', 'known_during'
                ] as version
            from subscriptions as n
            inner join billing.subscription_versions as v
                on
                    v.organization_id = compare_subscriptions.organization_id
                    and (n.row).id = v.subscription_id
            where upper_inf(v.known_during)
        ) as k
        full join (
            select
                n.object_id,
                tstzrange(
                    v.valid_from,
                    lead(v.valid_from) over (partition by n.object_id order by v.valid_from)
                ) as valid_during,
                to_jsonb(v) - array[
                    'valid_from', 'stripe_status', 'hold', 'is_scheduled', 'state', 'seen_at'
                ] as version
            from subscriptions as n
            cross join lateral unnest(n.versions) as v
        ) as d on k.object_id = d.object_id and k.valid_during = d.valid_during
    ) as c
    cross join lateral billing.differing_fields(c.stored, c.recomputed) as f
    union all
    select
        n.object_id,
        'item ' || f.field,
        f.stored_value,
        f.recomputed_value
    from subscriptions as n
    cross join lateral (
        select o.state -> 'items' as items
        from billing.order_snapshots((n.row).stripe_subscription_id) as o
        order by o.position desc
        limit 1
    ) as l
    cross join lateral (
        select jsonb_object_agg(
            i.position::text,
            jsonb_build_object(
                'price_id', i.price_id,
                'quantity', i.quantity,
                'unit_amount', i.unit_amount_cents,
                'id', i.stripe_item_id
            )
        ) as items
        from billing.subscription_items as i
        where
            i.organization_id = compare_subscriptions.organization_id
            and i.subscription_id = (n.row).id
    ) as k
    cross join lateral (
        select jsonb_object_agg(
            i.position::text,
            jsonb_build_object(
                'price_id', i.item -> 'price_id',
                'quantity', i.item -> 'quantity',
                'unit_amount', coalesce(round((i.item ->> 'unit_amount')::numeric), 0)::bigint,
                'id', i.item -> 'id'
            )
        ) as items
        from jsonb_array_elements(l.items) with ordinality as i (item, position)
    ) as r
    cross join lateral billing.differing_fields(k.items, r.items) as f
$$;

comment on function billing.compare_subscriptions(uuid) is
'Where an organization''s subscriptions, their history as known now, and their items differ from
what their snapshots and facts give.';
