create function admin.revoke_entitlement(organization_id uuid, feature text, reason text)
returns void
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(revoke_entitlement.reason);
    perform usage.revoke_entitlement(
        revoke_entitlement.organization_id, revoke_entitlement.feature, revoke_entitlement.reason
    );
end
$$;

comment on function admin.revoke_entitlement(uuid, text, text) is
$$Take back an override

What the organization has bought counts again. 404 override_not_found.$$;

grant execute on function admin.revoke_entitlement(uuid, text, text) to platform_admin;
