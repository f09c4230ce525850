create or replace function usage.withdraw_tier_override(organization_id uuid, reason text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    update usage.tier_overrides as t
    set
        revoked_at = util.now(withdraw_tier_override.organization_id),
        revoked_by = identity.current_user_id(),
        revoked_reason = withdraw_tier_override.reason
    where
        t.organization_id = withdraw_tier_override.organization_id
        and t.revoked_at is null;
    return found;
end
$$;

comment on function usage.withdraw_tier_override(uuid, text) is
'Ends the override of an organization''s tier, if there is one. Returns whether there was.';
