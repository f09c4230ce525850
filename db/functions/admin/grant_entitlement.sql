create function admin.grant_entitlement(
    organization_id uuid,
    feature text,
    value jsonb,
    reason text,
    expires_at timestamptz default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(grant_entitlement.reason);
    return row_to_json(
        usage.grant_entitlement(
            grant_entitlement.organization_id,
            grant_entitlement.feature,
            grant_entitlement.value,
            grant_entitlement.reason,
            grant_entitlement.expires_at
        )
    );
end
$$;

comment on function admin.grant_entitlement(uuid, text, jsonb, text, timestamptz) is
$$Override what an organization has bought

For one feature: value is true or false; of a limit a whole number, null for unlimited, false for none.
It counts at once, instead of plan and add-ons, until it expires, is revoked or replaced. 404
feature_not_found, 404 organization_not_found.$$;

grant execute on function admin.grant_entitlement(uuid, text, jsonb, text, timestamptz)
to platform_admin;
