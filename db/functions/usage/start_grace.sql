create or replace function usage.start_grace(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    update usage.counters as c
    set exceeded_at = case when c.exceeded_at is null then util.now(c.organization_id) end
    from (
        select
            u.organization_id,
            u.feature_code,
            e.limit_value,
            e.mode
        from usage.counters as u
        cross join lateral usage.find_entitlement(u.organization_id, u.feature_code) as e
        where
            -- Most limits have no grace, and what is allowed of them is not asked.
            (
                u.exceeded_at is not null
                or exists (
                    select from catalog.plan_features as p
                    where p.feature_code = u.feature_code and p.mode = 'grace_then_block'
                )
            )
            and case
                when start_grace.for_organization_id is null
                    then not exists (
                        select from util.clocks as k
                        where k.organization_id = u.organization_id
                    )
                else u.organization_id = start_grace.for_organization_id
            end
    ) as x
    where
        c.organization_id = x.organization_id
        and c.feature_code = x.feature_code
        and (c.exceeded_at is null) = coalesce(
            x.mode = 'grace_then_block' and c.used > x.limit_value, false
        );

    get diagnostics v_count = row_count;
    return v_count;
end
$$;

comment on function usage.start_grace(uuid) is
$$Job: starts the grace of limits that are exceeded because they have fallen, and ends it where they
have risen; returns how many

Whoever takes and releases keeps the time himself. But a limit also falls by another plan, fewer
add-ons, an override revoked, or one that is past its expiry, which nobody does.$$;
