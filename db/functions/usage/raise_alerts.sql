create or replace function usage.raise_alerts(organization_id uuid, meter_codes text[])
returns integer
language plpgsql
set search_path = ''
as $$
begin
    return coalesce(
        (
            select
                sum(
                    usage.raise_alert(
                        raise_alerts.organization_id,
                        u.feature_code,
                        u.limit_value,
                        u.used,
                        u.period_start,
                        u.period_end
                    )
                )::integer
            from usage.meters as m
            inner join usage.current_usage(raise_alerts.organization_id) as u
                on m.feature_code = u.feature_code
            where m.code = any(raise_alerts.meter_codes) and u.used >= 0.80 * u.limit_value
        ),
        0
    );
end
$$;

comment on function usage.raise_alerts(uuid, text[]) is
'Raises what the present use of some meters gives reason to; returns how many alerts are new.';
