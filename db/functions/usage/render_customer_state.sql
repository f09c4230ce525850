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
                        jsonb_build_object(
                            'kind', e.kind,
                            'is_granted', e.is_granted,
                            'limit_value', e.limit_value,
                            'used', case when e.kind = 'limit' then coalesce(c.used, 0) end,
                            'mode', e.mode,
                            'source', e.source,
                            'expires_at', e.expires_at
                        )
                    )
                from usage.list_entitlements(o.id) as e
                left join usage.counters as c
                    on c.organization_id = o.id and e.feature_code = c.feature_code
            )
        )
    from identity.organizations as o
    where o.id = render_customer_state.organization_id;
end;

comment on function usage.render_customer_state(uuid) is
'All that a customer''s systems need to know at once: the primary subscription (null if there is
none), and each feature with what is granted and used.';
