create or replace function usage.withdraw_override(
    organization_id uuid, feature_code text, reason text
)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    update usage.overrides as o
    set
        revoked_at = util.now(withdraw_override.organization_id),
        revoked_by = identity.current_user_id(),
        revoked_reason = withdraw_override.reason
    where
        o.organization_id = withdraw_override.organization_id
        and o.feature_code = withdraw_override.feature_code
        and o.revoked_at is null;
    return found;
end
$$;

comment on function usage.withdraw_override(uuid, text, text) is
'Ends the override of a feature, if there is one. Returns whether there was.';
