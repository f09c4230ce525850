create or replace function usage.current_usage(organization_id uuid)
returns table (
    feature_code text,
    limit_value bigint,
    used numeric,
    period_start timestamptz,
    period_end timestamptz
)
language sql
stable
begin atomic
    select
        e.feature_code,
        e.limit_value,
        coalesce(
            case
                when m.code is not null
                    then usage.metered_quantity(
                        current_usage.organization_id, m.code, p.period_start, p.period_end
                    )
                else c.used
            end,
            0
        ) as used,
        p.period_start,
        p.period_end
    from usage.list_entitlements(current_usage.organization_id) as e
    cross join usage.current_period(current_usage.organization_id) as p
    left join usage.meters as m on e.feature_code = m.feature_code
    left join usage.counters as c
        on c.organization_id = current_usage.organization_id and e.feature_code = c.feature_code
    where e.kind in ('limit', 'metered');
end;

comment on function usage.current_usage(uuid) is
'How much an organization uses of each limit, and has used of each allowance in the current period.
A feature that is not granted has the limit 0; null is unlimited.';
