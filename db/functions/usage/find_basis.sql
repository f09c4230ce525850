create or replace function usage.find_basis(organization_id uuid)
returns table (
    subscription_id uuid,
    plan_version_id uuid,
    status text,
    access text,
    source text,
    cycle text,
    trial_ends_at timestamptz
)
language sql
stable
begin atomic
    select
        s.id as subscription_id,
        case
            when s.id is not null then s.plan_version_id else usage.trial_plan_version_id()
        end as plan_version_id,
        s.status,
        coalesce(s.access, 'read_only') as access,
        s.source,
        s.cycle,
        s.trial_ends_at
    from (values (1)) as always (one) -- noqa: ST11
    left join lateral (
        select b.*
        from billing.subscriptions as b
        where b.organization_id = find_basis.organization_id and b.status <> 'incomplete'
        order by
            b.is_primary desc, b.status <> 'canceled' desc, b.ended_at desc nulls last,
            b.started_at desc, b.id asc
        limit 1
    ) as s on true;
end;

comment on function usage.find_basis(uuid) is
$$What an organization's entitlements are read from: always one row.

The primary subscription; while the first payment of one is pending what was before; when all have
ended the last one, whose limits stay to be read. An organization that never had any is about to get
its trial: it is measured by the trial's plan, and may write no business data.$$;
