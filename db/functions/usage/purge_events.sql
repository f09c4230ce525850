create or replace function usage.purge_events()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_before_at timestamptz := date_trunc(
        'month',
        util.now() - make_interval(days => util.setting('usage_event_retention_days')::integer),
        'UTC'
    );
    v_before_on date := (v_before_at at time zone 'UTC')::date;
begin
    if exists (select from usage.rollup_differences as d where d.day_on < v_before_on) then
        perform webhooks.raise_alarm(
            'usage_rollup_differs', to_char(v_before_on, 'YYYY-MM'),
            (
                select jsonb_agg(to_jsonb(d) order by d.day_on, d.organization_id, d.meter_code)
                from (
                    select *
                    from usage.rollup_differences as r
                    where r.day_on < v_before_on
                    limit 10
                ) as d
            )
        );
        return 0::bigint;
    end if;

    update usage.rollups as r
    set is_closed = true
    where r.day_on < v_before_on and not r.is_closed;

    return usage.drop_partitions('events', v_before_at)::bigint;
end
$$;

comment on function usage.purge_events() is
'Job: drops the partitions of events that are older than the retention, if their roll-ups are right;
otherwise it drops nothing and raises an alarm. Returns how many it dropped.';
