create or replace function billing.told_objects(organization_id uuid)
returns table (stripe_id text, object_kind text, state jsonb, created_at timestamptz)
language sql
stable
begin atomic
    select
        o.stripe_id,
        o.object_kind,
        l.state,
        l.created_at
    from billing.stripe_objects as o
    cross join
        lateral (
            select
                s.state,
                s.created_at
            from billing.order_snapshots(o.stripe_id) as s
            order by s.position desc
            limit 1
        ) as l
    where o.organization_id = told_objects.organization_id;
end;

comment on function billing.told_objects(uuid) is
'What Stripe said last of each object of an organization, and when.';
