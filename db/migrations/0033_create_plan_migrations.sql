-- Plans get new versions, and those who bought an old one are moved when the staff want it.

alter table catalog.plan_versions
add column published_by uuid,
add column reason text;
comment on column catalog.plan_versions.published_by is
'Who of the staff published it; null came with the catalogue.';

create table billing.migrations (
    id uuid not null default gen_random_uuid(),
    from_version_id uuid not null,
    to_version_id uuid not null,
    reason text not null,
    started_by uuid,
    started_at timestamptz not null,
    finished_at timestamptz,

    constraint migrations_pkey primary key (id),
    constraint migrations_from_version_id_fkey
    foreign key (from_version_id) references catalog.plan_versions (id),
    constraint migrations_to_version_id_fkey
    foreign key (to_version_id) references catalog.plan_versions (id),
    constraint migrations_started_by_fkey foreign key (started_by) references identity.users (id),
    constraint migrations_to_version_id_check check (from_version_id <> to_version_id)
);
-- The same, asked for again, goes on with what there is.
create unique index migrations_open_idx
on billing.migrations (from_version_id, to_version_id)
where finished_at is null;
create index migrations_from_version_id_idx on billing.migrations (from_version_id);
create index migrations_to_version_id_idx on billing.migrations (to_version_id);
create index migrations_started_by_idx on billing.migrations (started_by);
comment on table billing.migrations is
'Moves of all who have one version of a plan to another.';

create table billing.migration_items (
    organization_id uuid not null,
    migration_id uuid not null,
    subscription_id uuid not null,
    status text not null default 'queued',
    refusal text,
    change_id uuid,
    currency text not null,
    arr_cents_before bigint not null,
    arr_cents_after bigint,
    handled_at timestamptz,

    constraint migration_items_pkey primary key (organization_id, migration_id, subscription_id),
    constraint migration_items_migration_id_fkey
    foreign key (migration_id) references billing.migrations (id),
    constraint migration_items_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint migration_items_change_id_fkey
    foreign key (organization_id, change_id)
    references billing.pending_changes (organization_id, id),
    constraint migration_items_status_check
    check (status in ('queued', 'scheduled', 'done', 'refused', 'failed')),
    constraint migration_items_refusal_check
    check ((refusal is not null) = (status in ('refused', 'failed'))),
    constraint migration_items_currency_check check (currency ~ '^[a-z]{3}$')
);
create index migration_items_subscription_id_idx
on billing.migration_items (organization_id, subscription_id);
create index migration_items_change_id_idx on billing.migration_items (organization_id, change_id);
create index migration_items_open_idx
on billing.migration_items (migration_id)
where status in ('queued', 'scheduled');
create index migration_items_migration_id_idx on billing.migration_items (migration_id);
comment on table billing.migration_items is
'Whom a migration moves, each once: queued, scheduled (for the end of the period), done; refused
(not begun) or failed (begun, and not to be), with the reason.';
comment on column billing.migration_items.change_id is
'What waits for the end of the period at Stripe; a sales-led contract keeps it itself.';

alter table billing.migrations enable row level security;
alter table billing.migration_items enable row level security;
