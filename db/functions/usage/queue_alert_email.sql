create or replace function usage.queue_alert_email(alert usage.alerts)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform notify.enqueue(
        'usage_alert',
        u.email,
        o.id,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'organization_name', o.name,
            'feature_name', f.name,
            'threshold_percent', (alert).threshold_percent,
            'used', usage.written_quantity((alert).used, f.unit),
            'limit', usage.written_quantity((alert).limit_value, f.unit),
            'period_end', to_char((alert).period_end at time zone 'UTC', 'FMDD FMMonth YYYY'),
            'url', util.setting('web_url') || '/billing/plans?for=' || f.code
        ),
        concat_ws(
            ':', 'usage_alert', o.id, f.code, extract(epoch from (alert).period_start)::bigint,
            (alert).threshold_percent, u.id
        )
    )
    from identity.organizations as o
    inner join identity.memberships as m on o.id = m.organization_id
    inner join identity.users as u on m.user_id = u.id
    cross join catalog.features as f
    where
        o.id = (alert).organization_id
        and f.code = (alert).feature_code
        and m.role in ('owner', 'billing');
end
$$;

comment on function usage.queue_alert_email(usage.alerts) is
'Queues the letters that say how much of a limit is used, to owners and to those who see to the
billing.';
