create or replace function usage.require_feature(feature_code text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.current_organization_id();
begin
    perform identity.require_user();
    if not usage.has_feature(v_organization_id, require_feature.feature_code) then
        perform usage.refuse_feature(v_organization_id, require_feature.feature_code);
    end if;
    return v_organization_id;
end
$$;

comment on function usage.require_feature(text) is
'The current organization; without the feature it is refused with 402 feature_required, and the hint
says where to get it.';
