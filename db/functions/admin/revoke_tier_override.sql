create function admin.revoke_tier_override(organization_id uuid, reason text)
returns void
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(revoke_tier_override.reason);
    perform usage.revoke_tier_override(
        revoke_tier_override.organization_id, revoke_tier_override.reason
    );
end
$$;

comment on function admin.revoke_tier_override(uuid, text) is
$$Take back the override of a tier

What the organization has bought counts again. 404 override_not_found.$$;

grant execute on function admin.revoke_tier_override(uuid, text) to platform_admin;
