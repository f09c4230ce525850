create or replace function usage.revoke_entitlement(
    organization_id uuid, feature_code text, reason text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if not usage.withdraw_override(
        revoke_entitlement.organization_id,
        revoke_entitlement.feature_code,
        identity.require_text('reason', revoke_entitlement.reason, 1000)
    ) then
        perform util.fail(
            404, 'override_not_found', 'Nothing overrides this feature of the organization'
        );
    end if;

    perform webhooks.mark_state(revoke_entitlement.organization_id);
end
$$;

comment on function usage.revoke_entitlement(uuid, text, text) is
'Takes back an override: what the organization has bought counts again.';
