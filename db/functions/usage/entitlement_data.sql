create or replace function usage.entitlement_data(organization_id uuid)
returns jsonb
language sql
stable
begin atomic
    select
        jsonb_object_agg(
            e.feature_code,
            jsonb_build_object(
                'kind', e.kind,
                'is_granted', e.is_granted,
                'limit_value', e.limit_value,
                'mode', e.mode,
                'source', e.source,
                'expires_at', e.expires_at,
                'access', e.access
            )
        )
    from usage.list_entitlements(entitlement_data.organization_id) as e;
end;

comment on function usage.entitlement_data(uuid) is
'All entitlements of an organization, by feature, as webhooks show them.';
