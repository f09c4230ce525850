create view api.plans
with (security_invoker = true)
as
select
    p.code,
    p.name,
    p.description,
    p.rank,
    (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'cycle', r.cycle,
                        'currency', r.currency,
                        'unit_amount_cents', r.unit_amount_cents
                    )
                    order by r.currency asc, r.cycle desc
                ),
                '[]'
            )
        from catalog.prices as r
        where r.plan_version_id = v.plan_version_id
    ) as prices,
    (
        select coalesce(jsonb_object_agg(f.code, g.limit_value), '{}')
        from catalog.plan_features as g
        inner join catalog.features as f on g.feature_code = f.code
        where g.plan_version_id = v.plan_version_id and f.kind = 'limit'
    ) as limits,
    (
        select coalesce(jsonb_object_agg(f.code, g.limit_value), '{}')
        from catalog.plan_features as g
        inner join catalog.features as f on g.feature_code = f.code
        where g.plan_version_id = v.plan_version_id and f.kind = 'metered'
    ) as allowances,
    (
        select coalesce(jsonb_agg(f.code order by f.position), '[]')
        from catalog.plan_features as g
        inner join catalog.features as f on g.feature_code = f.code
        where g.plan_version_id = v.plan_version_id and f.kind = 'boolean'
    ) as features
from catalog.plans as p
inner join catalog.current_plan_versions() as v on p.code = v.plan_code;

comment on view api.plans is
$$The plans for sale

Each in its current version, ordered by rank. A limit of null is unlimited; storage is in bytes.$$;
comment on column api.plans.prices is 'Objects of cycle, currency and unit_amount_cents.';
comment on column api.plans.limits is 'Feature code to limit; null is unlimited.';
comment on column api.plans.allowances is
'Code of what is metered to how much of it a month includes; null is unlimited.';
comment on column api.plans.features is 'Codes of the features that the plan grants.';

grant select (code, name, description, rank, is_public) on table catalog.plans
to anon, authenticated, platform_admin;
grant select (id, plan_code, version, published_at) on table catalog.plan_versions
to anon, authenticated, platform_admin;
grant select (id, plan_version_id, add_on_code, cycle, currency, unit_amount_cents, lookup_key)
on table catalog.prices
to anon, authenticated, platform_admin;
grant select (plan_version_id, feature_code, limit_value, mode) on table catalog.plan_features
to anon, authenticated, platform_admin;
grant select (code, name, description, kind, unit, position) on table catalog.features
to anon, authenticated, platform_admin;
grant select on api.plans to anon, authenticated, platform_admin;
