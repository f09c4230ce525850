create or replace function usage.grant_entitlement(
    organization_id uuid,
    feature_code text,
    value jsonb,
    reason text,
    expires_at timestamptz default null
)
returns usage.overrides
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(grant_entitlement.organization_id);
    v_kind text := usage.require_known_feature(grant_entitlement.feature_code);
    v_value jsonb := coalesce(grant_entitlement.value, 'null');
    v_reason text := identity.require_text('reason', grant_entitlement.reason, 1000);
    v_override usage.overrides;
begin
    perform identity.require_organization(grant_entitlement.organization_id);
    if v_value::text !~ (
        case v_kind when 'boolean' then '^(true|false)$' else '^(null|false|\d{1,18})$' end
    ) then
        perform util.fail(
            400, 'invalid_argument',
            'value is true or false for a feature; a whole number, null (unlimited) or false for a limit',
            jsonb_build_object('argument', 'value', 'kind', v_kind)
        );
    end if;
    if grant_entitlement.expires_at <= v_now or not isfinite(grant_entitlement.expires_at) then
        perform util.fail(
            400, 'invalid_argument', 'expires_at must be in the future, or null',
            jsonb_build_object('argument', 'expires_at', 'now', v_now)
        );
    end if;

    perform usage.withdraw_override(
        grant_entitlement.organization_id, grant_entitlement.feature_code, 'Replaced by another'
    );
    insert into usage.overrides as o (
        organization_id, feature_code, is_granted, limit_value, reason, granted_by, created_at,
        expires_at
    )
    values (
        grant_entitlement.organization_id,
        grant_entitlement.feature_code,
        v_value <> 'false',
        case when v_kind <> 'boolean' and v_value not in ('null', 'false')
            then v_value::text::bigint
        end,
        v_reason,
        identity.current_user_id(),
        v_now,
        grant_entitlement.expires_at
    )
    returning o.* into v_override;

    perform webhooks.mark_state(v_override.organization_id);
    return v_override;
end
$$;

comment on function usage.grant_entitlement(uuid, text, jsonb, text, timestamptz) is
$$Overrides what an organization has bought, for one feature

value is true or false for a feature; for a limit or a meter a whole number, null for unlimited, false
for none. It counts at once, instead of plan and add-ons and also where it is less, until it expires
or is revoked. One that was in force before ends.$$;
