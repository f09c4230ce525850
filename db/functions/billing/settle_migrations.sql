create or replace function billing.settle_migrations(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    update billing.migration_items as i
    set
        status = case when n.refusal is null then 'done' else 'failed' end,
        refusal = n.refusal,
        handled_at = util.now(i.organization_id)
    from (
        select
            o.organization_id,
            o.migration_id,
            o.subscription_id,
            case
                when s.plan_version_id = m.to_version_id then null
                when s.status = 'canceled' then 'subscription_ended'
                when s.plan_version_id <> m.from_version_id then 'plan_changed'
                when p.id is not null then 'change_' || p.status
                else 'change_superseded'
            end as refusal
        from billing.migration_items as o
        inner join billing.migrations as m on o.migration_id = m.id
        inner join billing.subscriptions as s
            on o.organization_id = s.organization_id and o.subscription_id = s.id
        left join billing.pending_changes as p
            on o.organization_id = p.organization_id and o.change_id = p.id
        left join billing.contracts as c
            on o.organization_id = c.organization_id and o.subscription_id = c.subscription_id
        where
            o.status = 'scheduled'
            and util.is_on_clock(o.organization_id, for_organization_id)
            and (
                s.plan_version_id <> m.from_version_id
                or s.status = 'canceled'
                -- The answer that tells of the change comes with the end of its command.
                or p.status in ('canceled', 'superseded', 'failed')
                or s.source = 'manual' and c.next_state -> 'items' is null
            )
    ) as n
    where
        i.organization_id = n.organization_id
        and i.migration_id = n.migration_id
        and i.subscription_id = n.subscription_id;
    get diagnostics v_count = row_count;

    update billing.migrations as m
    set finished_at = util.now()
    where
        m.finished_at is null
        and not exists (
            select from billing.migration_items as i
            where i.migration_id = m.id and i.status in ('queued', 'scheduled')
        );
    return v_count;
end
$$;

comment on function billing.settle_migrations(uuid) is
'Notes whose period has ended with the new version, and who was to have it and has not; ends the
migrations of which nothing is left to come. Returns how many subscriptions it was.';
