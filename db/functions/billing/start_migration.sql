create or replace function billing.start_migration(
    from_version_id uuid, to_version_id uuid, reason text
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_reason text := billing.require_reason(reason);
    v_migration_id uuid;
begin
    insert into billing.migrations (
        from_version_id, to_version_id, reason, started_by, started_at
    )
    values (
        start_migration.from_version_id, start_migration.to_version_id, v_reason,
        identity.current_user_id(), util.now()
    )
    on conflict (from_version_id, to_version_id) where finished_at is null do nothing;
    select m.id into strict v_migration_id
    from billing.migrations as m
    where
        m.from_version_id = start_migration.from_version_id
        and m.to_version_id = start_migration.to_version_id
        and m.finished_at is null
    for update;

    insert into billing.migration_items as i (
        organization_id, migration_id, subscription_id, currency, arr_cents_before, arr_cents_after
    )
    select
        c.organization_id,
        v_migration_id,
        c.subscription_id,
        c.currency,
        c.arr_cents_before,
        c.arr_cents_after
    from billing.migration_candidates(
        start_migration.from_version_id, start_migration.to_version_id
    ) as c
    on conflict on constraint migration_items_pkey do update
        -- What was in the way may be gone.
        set status = 'queued', refusal = null, change_id = null
        where i.status in ('refused', 'failed');
    return v_migration_id;
end
$$;

comment on function billing.start_migration(uuid, uuid, text) is
'Queues all who have a version for another, or goes on with the same migration: whoever has come to
have it since, and whoever was refused, is queued again. Returns the migration.';
