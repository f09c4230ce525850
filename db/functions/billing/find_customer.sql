create or replace function billing.find_customer(
    organization_id uuid, out state jsonb, out at timestamptz
)
language sql
stable
set search_path = ''
as $$
    select
        l.state,
        l.created_at
    from billing.stripe_objects as o
    cross join lateral (
        select
            s.state,
            s.created_at
        from billing.order_snapshots(o.stripe_id) as s
        order by s.position desc
        limit 1
    ) as l
    where
        o.organization_id = find_customer.organization_id
        and o.object_kind = 'customer'
    order by
        l.state ? 'deleted',
        (l.state ->> 'created')::bigint desc nulls last,
        o.stripe_id desc
    limit 1
$$;

comment on function billing.find_customer(uuid) is
'What Stripe said last about an organization''s customer, and when: of several at Stripe the newest
that is not deleted.';
