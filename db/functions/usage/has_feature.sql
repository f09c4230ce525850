create or replace function usage.has_feature(organization_id uuid, feature_code text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return coalesce(
        (
            select e.is_granted
            from usage.find_entitlement(
                has_feature.organization_id, has_feature.feature_code
            ) as e
        ),
        false
    );
end
$$;

comment on function usage.has_feature(uuid, text) is
'Whether an organization is granted a feature: of a limit or a meter, any of it.';
