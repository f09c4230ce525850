create or replace function usage.raise_alert(
    organization_id uuid,
    feature_code text,
    limit_value bigint,
    used numeric,
    period_start timestamptz,
    period_end timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_new usage.alerts[];
    v_alert usage.alerts;
begin
    if raise_alert.used = 0 then
        return 0; -- all of nothing is no news
    end if;

    with raised as (
        insert into usage.alerts as a (
            organization_id, feature_code, period_start, threshold_percent, period_end,
            limit_value, used, raised_at
        )
        select
            raise_alert.organization_id,
            raise_alert.feature_code,
            raise_alert.period_start,
            t.percent,
            raise_alert.period_end,
            raise_alert.limit_value,
            raise_alert.used,
            util.now(raise_alert.organization_id)
        from unnest(array[80, 100, 120]) as t (percent)
        where raise_alert.used >= t.percent / 100.0 * raise_alert.limit_value
        on conflict do nothing
        returning a
    )

    select array_agg(r.a order by (r.a).threshold_percent desc)
    into v_new
    from raised as r;

    -- Who passes several at once wants to hear of the highest.
    v_alert = v_new[1];
    if v_alert.threshold_percent is not null then
        perform usage.queue_alert_email(v_alert);
        perform webhooks.emit_event(
            v_alert.organization_id,
            'usage.alert',
            jsonb_build_object(
                'feature', v_alert.feature_code,
                'threshold_percent', v_alert.threshold_percent,
                'limit_value', v_alert.limit_value,
                'used', trim_scale(v_alert.used),
                'period_start', v_alert.period_start,
                'period_end', v_alert.period_end
            ),
            concat_ws(
                ':', 'usage_alert', v_alert.organization_id, v_alert.feature_code,
                extract(epoch from v_alert.period_start)::bigint, v_alert.threshold_percent
            )
        );
    end if;
    return coalesce(cardinality(v_new), 0);
end
$$;

comment on function usage.raise_alert(uuid, text, bigint, numeric, timestamptz, timestamptz) is
'Notes which of 80, 100 and 120 percent of a limit are reached, once for each period. Tells owners
and billing by mail, and endpoints, of the highest that is new; returns how many are.';
