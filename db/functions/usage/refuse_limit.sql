create or replace function usage.refuse_limit(
    organization_id uuid, feature_code text, used bigint, requested bigint
)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_entitlement record;
    v_remedy jsonb;
begin
    select e.*, f.name into strict v_entitlement
    from usage.find_entitlement(
        refuse_limit.organization_id, refuse_limit.feature_code
    ) as e
    inner join catalog.features as f on e.feature_code = f.code;

    if not v_entitlement.is_granted then
        perform usage.refuse_feature(refuse_limit.organization_id, refuse_limit.feature_code);
    end if;

    v_remedy = usage.cheapest_remedy(
        refuse_limit.organization_id, refuse_limit.feature_code,
        refuse_limit.used + refuse_limit.requested
    );
    perform util.fail(
        402, 'limit_exceeded', format('%s: the limit does not allow it', v_entitlement.name),
        jsonb_build_object(
            'feature', refuse_limit.feature_code,
            'limit', v_entitlement.limit_value,
            'used', refuse_limit.used,
            'requested', refuse_limit.requested,
            'mode', v_entitlement.mode,
            'lifted_by', v_remedy
        ),
        usage.remedy_hint(v_remedy)
    );
end
$$;

comment on function usage.refuse_limit(uuid, text, bigint, bigint) is
'Refuses with 402 limit_exceeded what a limit does not allow, and tells what would lift it.';
