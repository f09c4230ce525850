create function admin.migrate_subscriptions(
    from_version_id uuid,
    to_version_id uuid,
    reason text,
    dry_run boolean default true,
    batch_size integer default 500
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_migration_id uuid;
begin
    perform identity.require_staff();
    perform audit.note_reason(migrate_subscriptions.reason);
    if (
        select count(*)
        from catalog.plan_versions as v
        where
            v.id in (
                migrate_subscriptions.from_version_id, migrate_subscriptions.to_version_id
            )
            and v.published_at is not null
    ) <> 2 then
        perform util.fail(
            400, 'invalid_argument', 'Both are published versions of plans, and two',
            jsonb_build_object('argument', 'to_version_id')
        );
    end if;
    if coalesce(batch_size not between 1 and 5000, true) then
        perform util.fail(
            400, 'invalid_argument', 'batch_size is 1 to 5000',
            jsonb_build_object('argument', 'batch_size')
        );
    end if;
    if coalesce(migrate_subscriptions.dry_run, true) then
        return usage.preview_migration(
            migrate_subscriptions.from_version_id, migrate_subscriptions.to_version_id
        );
    end if;

    v_migration_id = billing.start_migration(
        migrate_subscriptions.from_version_id,
        migrate_subscriptions.to_version_id,
        migrate_subscriptions.reason
    );
    perform billing.schedule_migrations(
        null, v_migration_id, migrate_subscriptions.batch_size
    );
    return (
        select to_json(m)
        from admin.subscription_migrations as m
        where m.id = v_migration_id
    );
end
$$;

comment on function admin.migrate_subscriptions(uuid, uuid, text, boolean, integer) is
$$Move all who have one version of a plan to another

A dry run (the default) changes nothing and answers {organizations, mrr, limits_broken, refused,
details}. Else a batch of them is scheduled for the end of their periods, without proration, and the
row of subscription_migrations is answered; a job does the rest, and the same call goes on with it.
Each subscription is moved once; whoever cannot be stays, with a reason.$$;

grant execute on function admin.migrate_subscriptions(uuid, uuid, text, boolean, integer)
to platform_admin;
