-- What an organization may use, and how much of it it does. A limit is a counter, taken in the
-- transaction that writes; what is allowed is computed at that moment and stored nowhere.

create schema usage;
comment on schema usage is
'Layer 4: entitlements, the counters of limits, and what is metered.';

insert into util.settings (key, value, description)
values
(
    'limit_grace_days', '7',
    'How long a limit of mode grace_then_block may be exceeded, in days'
);

create table usage.overrides (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    feature_code text not null,
    is_granted boolean not null,
    limit_value bigint,
    reason text not null,
    granted_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    revoked_reason text,

    constraint overrides_pkey primary key (organization_id, id),
    constraint overrides_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint overrides_feature_code_fkey
    foreign key (feature_code) references catalog.features (code),
    constraint overrides_granted_by_fkey foreign key (granted_by) references identity.users (id),
    constraint overrides_revoked_by_fkey foreign key (revoked_by) references identity.users (id),
    constraint overrides_limit_value_check check (limit_value >= 0),
    constraint overrides_reason_check check (length(btrim(reason)) between 1 and 1000),
    constraint overrides_expires_at_check check (expires_at > created_at),
    constraint overrides_revoked_at_check
    check ((revoked_at is null) = (revoked_reason is null))
);
-- One at a time: another one for the feature takes its place.
create unique index overrides_current_idx
on usage.overrides (organization_id, feature_code)
where revoked_at is null;
create index overrides_feature_code_idx on usage.overrides (feature_code);
create index overrides_granted_by_idx on usage.overrides (granted_by);
create index overrides_revoked_by_idx on usage.overrides (revoked_by);
comment on table usage.overrides is
'What the staff has granted or denied an organization, whatever it has bought. Kept for ever: one
that ends is marked as revoked, or is past its expiry.';
comment on column usage.overrides.limit_value is 'Of a limit: null is unlimited.';
comment on column usage.overrides.granted_by is
'Who of the staff; null when the owner did it in SQL.';

create table usage.counters (
    organization_id uuid not null,
    feature_code text not null,
    used bigint not null default 0,
    exceeded_at timestamptz,
    released bigint not null default 0,
    released_in xid8,

    constraint counters_pkey primary key (organization_id, feature_code),
    constraint counters_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint counters_feature_code_fkey
    foreign key (feature_code) references catalog.features (code),
    constraint counters_used_check check (used >= 0),
    constraint counters_released_check check (released >= 0)
)
-- Every take is an update of the one row: it finds room on its page.
with (fillfactor = 50);
create index counters_feature_code_idx on usage.counters (feature_code);
comment on table usage.counters is
'How much of a limit an organization uses: the number of its rows in the tables counted for it, or
what a gauge last reported.';
comment on column usage.counters.exceeded_at is
'Since when more is used than granted, where the limit''s mode is grace_then_block.';
comment on column usage.counters.released is
'What the transaction released_in has given up: it may take as much again, even beyond the limit.';

create table usage.counted_tables (
    table_name regclass not null,
    feature_code text not null,
    counted_when text not null default 'true',

    constraint counted_tables_pkey primary key (table_name),
    constraint counted_tables_feature_code_fkey
    foreign key (feature_code) references catalog.features (code)
);
create index counted_tables_feature_code_idx on usage.counted_tables (feature_code);
comment on table usage.counted_tables is
'Whose rows a limit counts. Written by usage.enforce_limit.';
comment on column usage.counted_tables.counted_when is
'A condition on the row; it may name the row''s own columns only, and not the time.';

-- The reference tables: what an application would own, limited and gated as it would do it.
create schema app;
comment on schema app is
'Layer 5: example business tables, which adopt a limit and a feature as any application would.';

create table app.plants (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    name text not null,
    created_at timestamptz not null,

    constraint plants_pkey primary key (organization_id, id),
    constraint plants_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint plants_name_check check (length(btrim(name)) between 1 and 200)
);
comment on table app.plants is
'Sites with their own stock and machines. Each takes one of a limit.';

create table app.custom_fields (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    name text not null,
    data_type text not null default 'text',
    created_at timestamptz not null,

    constraint custom_fields_pkey primary key (organization_id, id),
    constraint custom_fields_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint custom_fields_name_check check (length(btrim(name)) between 1 and 200),
    constraint custom_fields_data_type_check
    check (data_type in ('text', 'number', 'date', 'boolean'))
);
comment on table app.custom_fields is
'Fields that an organization adds to its records. They take a feature of the plan.';

alter table usage.overrides enable row level security;
alter table usage.counters enable row level security;
alter table usage.counted_tables enable row level security;
alter table app.plants enable row level security;
alter table app.custom_fields enable row level security;
