create or replace function usage.find_entitlement(organization_id uuid, feature_code text)
returns table (
    feature_code text,
    kind text,
    is_granted boolean,
    limit_value bigint,
    mode text,
    source text,
    expires_at timestamptz,
    access text
)
language sql
stable
begin atomic
    select
        e.feature_code,
        e.kind,
        e.is_granted,
        e.limit_value,
        e.mode,
        e.source,
        e.expires_at,
        e.access
    from usage.list_entitlements(find_entitlement.organization_id) as e
    where e.feature_code = find_entitlement.feature_code;
end;

comment on function usage.find_entitlement(uuid, text) is
'What an organization may use of one feature: a row of usage.list_entitlements, none for a feature
that the catalogue does not know.';
