create or replace function usage.own_entitlements()
returns table (
    organization_id uuid,
    feature text,
    kind text,
    granted boolean,
    limit_value bigint,
    used bigint,
    remaining bigint,
    mode text,
    source text,
    expires_at timestamptz,
    access text
)
language sql
stable
security definer -- tenants read what comes of the stack, not why the staff has overridden it
set search_path = ''
begin atomic
    select
        o.organization_id,
        e.feature_code,
        e.kind,
        e.is_granted,
        e.limit_value,
        u.used,
        greatest(e.limit_value - u.used, 0),
        e.mode,
        e.source,
        e.expires_at,
        e.access
    from (select identity.current_organization_id() as organization_id) as o
    cross join usage.list_entitlements(o.organization_id) as e
    inner join catalog.features as f on e.feature_code = f.code
    left join usage.counters as c
        on o.organization_id = c.organization_id and e.feature_code = c.feature_code
    left join usage.meters as m on e.feature_code = m.feature_code
    cross join
        lateral (
            select
                case e.kind
                    when 'limit' then coalesce(c.used, 0)
                    -- A begun unit is used; more than can be said is as much as can be.
                    when 'metered' then (
                        select
                            least(
                                ceil(
                                    coalesce(
                                        usage.metered_quantity(
                                            o.organization_id, m.code, p.period_start, p.period_end
                                        ),
                                        0
                                    )
                                ),
                                9223372036854775807
                            )::bigint
                        from usage.current_period(o.organization_id) as p
                    )
                end as used
        ) as u
    where o.organization_id is not null
    order by f.position;
end;

comment on function usage.own_entitlements() is
'What the caller''s organization may use and uses, a row for each feature.';

grant execute on function usage.own_entitlements() to authenticated;
