create or replace function usage.emit_entitlement_changed(organization_id uuid, feature_code text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform webhooks.emit_event(
        emit_entitlement_changed.organization_id,
        'entitlement.changed',
        jsonb_build_object(
            'feature', e.feature_code,
            'kind', e.kind,
            'is_granted', e.is_granted,
            'limit_value', e.limit_value,
            'mode', e.mode,
            'source', e.source,
            'expires_at', e.expires_at
        ),
        concat_ws(
            ':', 'entitlement.changed', e.feature_code, extract(epoch from util.wall_clock())
        )
    )
    from usage.find_entitlement(
        emit_entitlement_changed.organization_id, emit_entitlement_changed.feature_code
    ) as e;
    perform webhooks.mark_state(emit_entitlement_changed.organization_id);
end
$$;

comment on function usage.emit_entitlement_changed(uuid, text) is
'Tells webhooks what a feature is to an organization from now on, after somebody has granted, denied
or revoked it.';
