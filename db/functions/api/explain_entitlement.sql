create function api.explain_entitlement(feature text)
returns table (
    "position" bigint,
    source text,
    code text,
    granted boolean,
    quantity bigint,
    limit_value bigint,
    applied boolean,
    reason text,
    starts_at timestamptz,
    expires_at timestamptz
)
language plpgsql
stable
security definer -- reads what tenants cannot read themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('business.read');
begin
    perform usage.require_known_feature(explain_entitlement.feature);
    return query
    select
        e.position,
        e.source,
        e.code,
        e.is_granted,
        e.quantity,
        e.limit_value,
        e.is_applied,
        -- What the staff wrote is for the staff.
        case when e.source not in ('override', 'tier_override') then e.reason end,
        e.starts_at,
        e.expires_at
    from usage.explain_entitlement(v_organization_id, explain_entitlement.feature) as e
    order by e.position;
end
$$;

comment on function api.explain_entitlement(text) is
$$Where the answer about a feature comes from

Every row that contributes, in order: an override of ours, the plan version or
one that we have put in its place, each add-on, and what the
subscription's status restricts. applied is false where something above it decides. 404
feature_not_found.$$;

grant execute on function api.explain_entitlement(text) to authenticated;
