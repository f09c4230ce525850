create or replace function catalog.feature_changes(
    from_plan_version_id uuid, to_plan_version_id uuid, out gained jsonb, out lost jsonb
)
language sql
stable
set search_path = ''
as $$
    select
        coalesce(jsonb_agg(f.code order by f.position) filter (where o.feature_code is null), '[]'),
        coalesce(jsonb_agg(f.code order by f.position) filter (where n.feature_code is null), '[]')
    from catalog.features as f
    left join catalog.plan_features as o
        on
            f.code = o.feature_code
            and o.plan_version_id = feature_changes.from_plan_version_id
    left join catalog.plan_features as n
        on f.code = n.feature_code and n.plan_version_id = feature_changes.to_plan_version_id
    where f.kind = 'boolean' and (o.feature_code is null) <> (n.feature_code is null)
$$;

comment on function catalog.feature_changes(uuid, uuid) is
'The codes of the features that one plan version has and another has not.';
