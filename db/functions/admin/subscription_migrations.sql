create view admin.subscription_migrations
with (security_invoker = true)
as
select
    m.id,
    m.from_version_id,
    m.to_version_id,
    m.reason,
    m.started_by,
    m.started_at,
    m.finished_at,
    i.queued,
    i.scheduled,
    i.done,
    i.refused,
    i.failed
from billing.migrations as m
cross join
    lateral (
        select
            count(*) filter (where n.status = 'queued') as queued,
            count(*) filter (where n.status = 'scheduled') as scheduled,
            count(*) filter (where n.status = 'done') as done,
            count(*) filter (where n.status = 'refused') as refused,
            count(*) filter (where n.status = 'failed') as failed
        from billing.migration_items as n
        where n.migration_id = m.id
    ) as i;

comment on view admin.subscription_migrations is
$$How far moves from one version of a plan to another have come

Subscriptions by what became of them: scheduled for the end of their period, done, refused (they stay)
or failed (they were to move, and did not). finished_at is null until none is queued or scheduled.$$;

grant select on billing.migrations to platform_admin;
grant select on admin.subscription_migrations to platform_admin;
