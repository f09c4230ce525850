create function admin.override_tier(
    organization_id uuid,
    plan_code text,
    reason text,
    expires_at timestamptz default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_override usage.tier_overrides;
begin
    perform identity.require_staff();
    perform audit.note_reason(override_tier.reason);
    v_override = usage.override_tier(
        override_tier.organization_id,
        override_tier.plan_code,
        override_tier.reason,
        override_tier.expires_at
    );
    return json_build_object(
        'id', v_override.id,
        'organization_id', v_override.organization_id,
        'plan_code', override_tier.plan_code,
        'expires_at', v_override.expires_at
    );
end
$$;

comment on function admin.override_tier(uuid, text, text, timestamptz) is
$$Grant what another plan includes

Instead of what the organization's own plan does, at once and whichever is higher, until it expires,
is revoked or replaced. Its add-ons count beside it, overrides of single features above it; what it pays
stays as it is. 404 organization_not_found.$$;

grant execute on function admin.override_tier(uuid, text, text, timestamptz) to platform_admin;
