create function api.check_entitlement(feature text)
returns json
language plpgsql
stable
security definer -- reads what tenants cannot read themselves
set search_path = ''
as $$
declare
    v_answer json;
begin
    perform identity.require_permission('business.read');
    select row_to_json(e.*) into v_answer
    from usage.own_entitlements() as e
    where e.feature = check_entitlement.feature;

    if v_answer is null then
        perform usage.require_known_feature(check_entitlement.feature);
    end if;
    return v_answer;
end
$$;

comment on function api.check_entitlement(text) is
$$Ask about one feature

Answers as a row of entitlements. 404 feature_not_found.$$;

grant execute on function api.check_entitlement(text) to authenticated;
