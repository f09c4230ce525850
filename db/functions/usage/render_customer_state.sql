create or replace function usage.render_customer_state(organization_id uuid)
returns jsonb
language sql
stable
begin atomic
    select
        jsonb_build_object(
            'organization', jsonb_build_object('id', o.id, 'name', o.name),
            'subscription', (
                select billing.subscription_data(s)
                from billing.subscriptions as s
                where s.organization_id = o.id and s.is_primary
            ),
            'entitlements', (
                select
                    jsonb_object_agg(
                        e.feature_code,
                        e.entitlement || jsonb_build_object('used', trim_scale(u.used))
                    )
                from jsonb_each(usage.entitlement_data(o.id)) as e (feature_code, entitlement)
                left join usage.current_usage(o.id) as u on e.feature_code = u.feature_code
            )
        )
    from identity.organizations as o
    where o.id = render_customer_state.organization_id;
end;

comment on function usage.render_customer_state(uuid) is
'All that a customer''s systems need to know at once: the primary subscription (null if there is
none), and each feature with what is granted and used,
of an allowance in the current period.';
