create or replace function usage.limits_reached(for_organization_id uuid)
returns table (organization_id uuid, feature_code text, used numeric, limit_value bigint)
language sql
stable
set search_path = ''
as $$
    -- What each may use is asked only of those who have reached what their plan grants by itself,
    -- or had reached something in this period: few, where asking everybody would take minutes.
    with candidates as (
        select c.organization_id
        from usage.counters as c
        inner join billing.subscriptions as s
            on c.organization_id = s.organization_id and s.is_primary
        inner join catalog.plan_features as p
            on s.plan_version_id = p.plan_version_id and c.feature_code = p.feature_code
        where c.used > 0 and c.used >= p.limit_value
        union
        select a.organization_id
        from usage.alerts as a
        where a.threshold_percent = 100 and a.period_end > util.now(for_organization_id)
        union
        select o.organization_id
        from usage.overrides as o
        where o.revoked_at is null and o.limit_value is not null
        union
        select t.organization_id
        from usage.tier_overrides as t
        where t.revoked_at is null
    )

    select
        c.organization_id,
        u.feature_code,
        u.used,
        u.limit_value
    from candidates as c
    cross join lateral usage.current_usage(c.organization_id) as u
    where
        util.is_on_clock(c.organization_id, for_organization_id)
        and u.used > 0
        and u.used >= u.limit_value
$$;

comment on function usage.limits_reached(uuid) is
'Who uses as much as is granted, or more: of one clock''s organizations, a row for each limit.';
