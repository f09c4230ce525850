create or replace function billing.schedule_migrations(
    for_organization_id uuid, migration_id uuid, batch_size integer
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_item record;
    v_count bigint := 0::bigint;
begin
    for v_item in
        select
            i as item,
            m.from_version_id,
            m.to_version_id
        from billing.migration_items as i
        inner join billing.migrations as m on i.migration_id = m.id
        where
            i.status = 'queued'
            and case
                when schedule_migrations.migration_id is null
                    then util.is_on_clock(i.organization_id, for_organization_id)
                else m.id = schedule_migrations.migration_id
            end
        order by m.started_at, i.organization_id
        limit schedule_migrations.batch_size
        -- Who works at the same time takes the next.
        for update of i
    loop
        perform billing.schedule_migration(
            v_item.item, v_item.from_version_id, v_item.to_version_id
        );
        v_count = v_count + 1;
    end loop;
    return v_count;
end
$$;

comment on function billing.schedule_migrations(uuid, uuid, integer) is
'Schedules, or refuses, a batch of those who are queued: of one migration, or with null of all on a
clock. What was begun and stopped goes on with the next batch. Returns how many.';
