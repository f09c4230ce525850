create or replace function usage.revoke_tier_override(organization_id uuid, reason text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if not usage.withdraw_tier_override(
        revoke_tier_override.organization_id,
        identity.require_text('reason', revoke_tier_override.reason, 1000)
    ) then
        perform util.fail(
            404, 'override_not_found', 'Nothing overrides the tier of the organization'
        );
    end if;

    perform webhooks.mark_state(revoke_tier_override.organization_id);
end
$$;

comment on function usage.revoke_tier_override(uuid, text) is
'Takes back the override of a tier: the plan that was bought counts again.';
