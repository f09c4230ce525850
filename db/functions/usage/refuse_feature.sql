create or replace function usage.refuse_feature(organization_id uuid, feature_code text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_remedy jsonb := usage.cheapest_remedy(
        refuse_feature.organization_id, refuse_feature.feature_code, 1
    );
    v_name text;
begin
    select f.name into strict v_name
    from catalog.features as f
    where f.code = refuse_feature.feature_code;

    perform util.fail(
        402, 'feature_required', format('%s is not part of the plan', v_name),
        jsonb_build_object('feature', refuse_feature.feature_code, 'lifted_by', v_remedy),
        usage.remedy_hint(v_remedy)
    );
end
$$;

comment on function usage.refuse_feature(uuid, text) is
'Refuses with 402 feature_required, and tells which plan has the feature.';
