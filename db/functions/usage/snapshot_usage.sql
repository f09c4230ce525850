create or replace function usage.snapshot_usage(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(snapshot_usage.for_organization_id);
    v_due_at timestamptz := date_bin('6 hours', v_now, '2000-01-01 00:00+00');
    v_count bigint;
begin
    perform usage.require_partitions('snapshots', v_due_at, v_due_at);

    insert into usage.snapshots (
        organization_id, feature_code, due_at, taken_at, limit_value, used, period_start,
        period_end
    )
    select
        s.organization_id,
        u.feature_code,
        v_due_at,
        v_now,
        u.limit_value,
        u.used,
        u.period_start,
        u.period_end
    from billing.subscriptions as s
    cross join lateral usage.current_usage(s.organization_id) as u
    where
        s.is_primary
        and s.status <> 'canceled'
        and case
            when snapshot_usage.for_organization_id is null
                then not exists (
                    select from util.clocks as c
                    where c.organization_id = s.organization_id
                )
            else s.organization_id = snapshot_usage.for_organization_id
        end
    on conflict do nothing;
    get diagnostics v_count = row_count;

    perform usage.raise_alert(
        s.organization_id, s.feature_code, s.limit_value, s.used, s.period_start, s.period_end
    )
    from usage.snapshots as s
    where
        s.due_at = v_due_at
        and s.used >= 0.80 * s.limit_value
        and (
            snapshot_usage.for_organization_id is null
            or s.organization_id = snapshot_usage.for_organization_id
        );
    return v_count;
end
$$;

comment on function usage.snapshot_usage(uuid) is
'Job: writes down what every organization uses and what it may, once for each six hours (UTC), and
raises the alerts that follow. Returns how many rows it wrote.';
