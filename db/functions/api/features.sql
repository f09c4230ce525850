create view api.features
with (security_invoker = true)
as
with plans_for_sale as (
    select
        p.code,
        v.plan_version_id
    from catalog.plans as p
    inner join catalog.current_plan_versions() as v on p.code = v.plan_code
),

matrix as (
    select
        f.code,
        f.name,
        f.description,
        f.kind,
        f.unit,
        f.position,
        s.code as plan_code,
        g.feature_code is not null as granted,
        g.limit_value
    from catalog.features as f
    cross join plans_for_sale as s
    left join catalog.plan_features as g
        on s.plan_version_id = g.plan_version_id and f.code = g.feature_code
    -- Allowances of what is metered are an amount of each plan: api.plans.
    where f.kind <> 'metered'
)

select
    m.code,
    m.name,
    m.description,
    m.kind,
    m.unit,
    m.position,
    jsonb_object_agg(
        m.plan_code, jsonb_build_object('granted', m.granted, 'limit_value', m.limit_value)
    ) as plans
from matrix as m
group by m.code, m.name, m.description, m.kind, m.unit, m.position
union all
select
    'add_ons' as code,
    'Add-ons' as name,
    'More of what a plan limits, by the unit' as description,
    'boolean' as kind,
    null as unit,
    max(m.position) + 1 as position,
    -- There is nothing to add where everything that an add-on raises is unlimited.
    (
        select
            jsonb_object_agg(
                t.plan_code, jsonb_build_object('granted', t.granted, 'limit_value', null)
            )
        from (
            select
                n.plan_code,
                bool_or(n.granted and n.limit_value is not null) as granted
            from matrix as n
            inner join catalog.add_ons as a on n.code = a.feature_code
            group by n.plan_code
        ) as t
    ) as plans
from matrix as m
order by position;

comment on view api.features is
$$The feature matrix

Limits and features in the order to show them, and a last row that says which plans take add-ons.$$;
comment on column api.features.plans is
'Plan code to an object of granted (boolean) and limit_value (null is unlimited, or no limit).';

grant select (code, name, description, feature_code, amount_per_unit) on table catalog.add_ons
to anon, authenticated, platform_admin;
grant select on api.features to anon, authenticated, platform_admin;
