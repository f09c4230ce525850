create or replace function usage.find_basis(organization_id uuid)
returns table (
    subscription_id uuid,
    plan_version_id uuid,
    status text,
    access text,
    source text,
    cycle text,
    trial_ends_at timestamptz,
    tier_override_id uuid,
    plan_ends_at timestamptz
)
language sql
stable
begin atomic
    select
        s.id as subscription_id,
        case
            when t.id is not null then t.plan_version_id
            when s.id is not null then s.plan_version_id
            else usage.trial_plan_version_id()
        end as plan_version_id,
        s.status,
        coalesce(s.access, 'read_only') as access,
        s.source,
        s.cycle,
        s.trial_ends_at,
        t.id as tier_override_id,
        case
            when t.id is not null then t.expires_at
            when s.status = 'trialing' then s.trial_ends_at
        end as plan_ends_at
    from (values (1)) as always (one) -- noqa: ST11
    left join lateral (
        -- Named, for whoever asks pays for sorting all that is carried along.
        select
            b.id,
            b.plan_version_id,
            b.status,
            b.access,
            b.source,
            b.cycle,
            b.trial_ends_at
        from billing.subscriptions as b
        where b.organization_id = find_basis.organization_id and b.status <> 'incomplete'
        order by
            b.is_primary desc, b.status <> 'canceled' desc, b.ended_at desc nulls last,
            b.started_at desc, b.id asc
        limit 1
    ) as s on true
    left join usage.tier_overrides as t
        on
            t.organization_id = find_basis.organization_id
            and t.revoked_at is null
            and (t.expires_at is null or t.expires_at > util.now(find_basis.organization_id));
end;

comment on function usage.find_basis(uuid) is
$$What an organization's entitlements are read from: always one row.

The primary subscription; while the first payment of one is pending what was before; when all have
ended the last one, whose limits stay to be read. An organization that never had any is about to get
its trial: it is measured by the trial's plan, and may write no business data. The plan is the one
that the staff have overridden it with, if they have; plan_ends_at tells until when it counts, where
that is by itself.$$;
