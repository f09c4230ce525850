-- Who changed what, and why. What is personal in it is concealed with keys of its persons, so that
-- forgetting a key forgets the person, while seals over the rows still hold.

create schema audit;
comment on schema audit is
'Layer 2: the log of changes, append only, sealed in batches; keys that conceal what is personal.';

create table audit.subjects (
    kind text not null,
    key_columns text[] not null,
    secret_columns text[] not null default '{}',
    ignored_columns text[] not null default '{}',
    personal_columns jsonb not null default '{}',
    shown_columns text[],

    constraint subjects_pkey primary key (kind)
);
comment on table audit.subjects is
'The tables whose changes are recorded, and what of their rows. Repeatable rows: subjects.sql.';
comment on column audit.subjects.kind is 'schema.table';
comment on column audit.subjects.secret_columns is
'Recorded as ***: that they changed is told, to what is not.';
comment on column audit.subjects.ignored_columns is
'Not recorded; a change of nothing else is no change.';
comment on column audit.subjects.personal_columns is
'{column: whose key conceals it}: user (the row is the person), address (the value itself names the
person), organization.';
comment on column audit.subjects.shown_columns is
'What the organization reads of it in its activity; null where that is for the staff alone.';

create table audit.entries (
    id bigint generated always as identity,
    organization_id uuid,
    occurred_at timestamptz not null,
    actor_kind text not null,
    actor_id uuid,
    actor_name text,
    acting_staff_id uuid,
    api_key_id uuid,
    session_id uuid,
    request text,
    request_id text,
    action text not null,
    subject_kind text,
    subject_id text,
    reason text,
    before jsonb,
    after jsonb,

    constraint entries_pkey primary key (id),
    constraint entries_actor_kind_check
    check (
        actor_kind in (
            'user', 'staff', 'api_key', 'impersonation', 'visitor', 'job', 'system', 'database'
        )
    )
);
create index entries_organization_id_idx on audit.entries (organization_id, occurred_at, id);
create index entries_actor_id_idx on audit.entries (actor_id, id);
create index entries_subject_idx on audit.entries (subject_kind, subject_id, id);
comment on table audit.entries is
'Changes, written by trigger in the transaction that makes them. Never changed, never deleted:
without foreign keys, for it outlives what it tells of.';
comment on column audit.entries.organization_id is
'Whose it is; null is the platform, or a person.';
comment on column audit.entries.occurred_at is 'Real time.';
comment on column audit.entries.actor_kind is
'What acted. system is what the sidecar brings from Stripe, job one of jobs.registry, visitor a
request without a token, database somebody who wrote SQL.';
comment on column audit.entries.actor_id is
'The person: of an impersonation who was impersonated, of an API key who made it.';
comment on column audit.entries.actor_name is 'Of a job its name, else the role that logged in.';
comment on column audit.entries.request is 'What of the API was called.';
comment on column audit.entries.action is
'created, changed or deleted, of a row; else the name of what somebody did.';
comment on column audit.entries.before is
'The columns that became others, of a deleted row all. {"key_id", "concealed"} stands for a personal
value.';

create table audit.seals (
    id bigint not null,
    first_id bigint not null,
    last_id bigint not null,
    entry_ids bigint[] not null,
    digests bytea[] not null,
    previous_hash bytea not null,
    hash bytea not null,
    sealed_at timestamptz not null,

    constraint seals_pkey primary key (id),
    constraint seals_first_id_key unique (first_id),
    constraint seals_range_check check (first_id <= last_id),
    constraint seals_digests_check check (cardinality(entry_ids) = cardinality(digests))
);
comment on table audit.seals is
'Batches of the log that nobody can change unnoticed: each holds a digest of every entry with an id
from first_id to last_id, and the hash of the seal before.';

create table audit.personal_keys (
    id uuid not null default gen_random_uuid(),
    subject text not null,
    key bytea not null,
    created_at timestamptz not null,

    constraint personal_keys_pkey primary key (id),
    constraint personal_keys_subject_key unique (subject),
    constraint personal_keys_key_check check (length(key) = 32)
);
comment on table audit.personal_keys is
'What conceals the values of a person or an organization. Deleting the row makes them unreadable.';
comment on column audit.personal_keys.subject is
'user:<id>, organization:<id>, or address:<sha256 of the address>.';

alter table audit.subjects enable row level security;
alter table audit.entries enable row level security;
alter table audit.seals enable row level security;
alter table audit.personal_keys enable row level security;

insert into util.settings (key, value, description)
values ('audit_seal_batch', '5000', 'How many entries of the audit one seal covers at most');

insert into identity.permissions (permission, description)
values ('activity.read', 'Read who changed what in the organization');
insert into identity.role_permissions (role, permission)
values
('owner', 'activity.read'),
('admin', 'activity.read');
