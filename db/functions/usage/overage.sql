create or replace function usage.overage(
    organization_id uuid, plan_version_id uuid, add_ons jsonb default '{}'
)
returns table (feature_code text, limit_value bigint, used bigint, excess bigint)
language sql
stable
set search_path = ''
as $$
    select
        n.feature_code,
        n.limit_value,
        n.used,
        n.used - n.limit_value
    from (
        select
            f.code as feature_code,
            f.position,
            c.used,
            case
                when g.feature_code is not null and g.limit_value is null then null
                else coalesce(g.limit_value, 0) + coalesce(
                    (
                        select sum((a.value #>> '{}')::bigint * d.amount_per_unit)
                        from jsonb_each(overage.add_ons) as a
                        inner join catalog.add_ons as d on a.key = d.code
                        where d.feature_code = f.code
                    ),
                    0
                )
            end::bigint as limit_value
        from catalog.features as f
        inner join usage.counters as c
            on f.code = c.feature_code and c.organization_id = overage.organization_id
        left join catalog.plan_features as g
            on f.code = g.feature_code and g.plan_version_id = overage.plan_version_id
        where
            f.kind = 'limit'
            and not exists (
                select
                from usage.find_entitlement(overage.organization_id, f.code) as e
                where e.source = 'override'
            )
    ) as n
    where n.used > n.limit_value
    order by n.position
$$;

comment on function usage.overage(uuid, uuid, jsonb) is
$$The limits that an organization would exceed with this plan version and these add-ons

add_ons is an object of code to quantity. Nothing is deleted when they are exceeded: only more is
refused. A limit that an override sets stays as it is, whatever the plan.$$;
