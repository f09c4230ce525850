create or replace function usage.has_tier(organization_id uuid, plan_code text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return coalesce(
        (
            select l.rank >= w.rank
            from usage.find_basis(has_tier.organization_id) as b
            inner join catalog.plan_versions as v on b.plan_version_id = v.id
            inner join catalog.plans as l on v.plan_code = l.code
            inner join catalog.plans as w on w.code = has_tier.plan_code
        ),
        false
    );
end
$$;

comment on function usage.has_tier(uuid, text) is
'Whether an organization''s plan is this one or a higher one.';
