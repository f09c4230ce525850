create or replace function usage.override_tier(
    organization_id uuid,
    plan_code text,
    reason text,
    expires_at timestamptz default null
)
returns usage.tier_overrides
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(override_tier.organization_id);
    v_reason text := identity.require_text('reason', override_tier.reason, 1000);
    v_plan_version_id uuid;
    v_override usage.tier_overrides;
begin
    perform identity.require_organization(override_tier.organization_id);
    select c.plan_version_id into v_plan_version_id
    from catalog.current_plan_versions() as c
    where c.plan_code = override_tier.plan_code;
    if v_plan_version_id is null then
        perform util.fail(
            400, 'invalid_argument', 'There is no such plan',
            jsonb_build_object('argument', 'plan_code', 'value', override_tier.plan_code)
        );
    end if;
    if override_tier.expires_at <= v_now or not isfinite(override_tier.expires_at) then
        perform util.fail(
            400, 'invalid_argument', 'expires_at must be in the future, or null',
            jsonb_build_object('argument', 'expires_at', 'now', v_now)
        );
    end if;

    perform usage.withdraw_tier_override(override_tier.organization_id, 'Replaced by another');
    insert into usage.tier_overrides as t (
        organization_id, plan_version_id, reason, granted_by, created_at, expires_at
    )
    values (
        override_tier.organization_id,
        v_plan_version_id,
        v_reason,
        identity.current_user_id(),
        v_now,
        override_tier.expires_at
    )
    returning t.* into v_override;

    perform webhooks.mark_state(v_override.organization_id);
    return v_override;
end
$$;

comment on function usage.override_tier(uuid, text, text, timestamptz) is
$$Grants an organization what another plan includes, instead of what it has bought

The version of the plan that is sold now, at once, higher or lower, until it expires or is revoked. Its
add-ons count beside it, overrides of single features above it, and its status restricts what it may
write as before; bills stay as they are.$$;
