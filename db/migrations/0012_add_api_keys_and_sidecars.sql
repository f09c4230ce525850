-- How the database reaches the sidecar: what signing keys are to tokens, this key is to /internal/.

create table jobs.sidecars (
    is_only boolean not null default true,
    url text not null,
    internal_key text not null,

    constraint sidecars_pkey primary key (is_only),
    constraint sidecars_is_only_check check (is_only),
    constraint sidecars_url_check check (url ~ '^https?://[^/]+$'),
    constraint sidecars_internal_key_check check (length(internal_key) >= 32)
);
comment on table jobs.sidecars is
'Where the sidecar is and the key of its internal endpoints: one row, set at every deploy. Only the
owner''s functions may read it.';

alter table jobs.sidecars enable row level security;

-- API keys: how machines ask. A key is exchanged for a short token of a session of its own.

create table identity.api_keys (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    name text not null,
    prefix text not null,
    key_hash bytea not null,
    created_by uuid not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,

    constraint api_keys_pkey primary key (organization_id, id),
    -- Looked up by what a machine sends, before anybody knows whose it is.
    constraint api_keys_key_hash_key unique (key_hash),
    constraint api_keys_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint api_keys_created_by_fkey foreign key (created_by) references identity.users (id),
    constraint api_keys_name_check check (length(name) between 1 and 100)
);
create index api_keys_created_by_idx on identity.api_keys (created_by);
comment on table identity.api_keys is
'Keys of machines, as sha256. One ends with its maker''s right to make it.';
comment on column identity.api_keys.prefix is 'How the key begins: for people, to tell keys apart.';
comment on column identity.api_keys.last_used_at is 'When it was last exchanged for a token.';

alter table identity.api_keys enable row level security;

-- Of an installation that has begun these are small.
alter table identity.sessions
add column api_key_id uuid,
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
add constraint sessions_api_key_id_fkey
foreign key (organization_id, api_key_id) references identity.api_keys (organization_id, id),
-- squawk-ignore constraint-missing-not-valid
add constraint sessions_api_key_id_check
check ((kind = 'api_key') = (api_key_id is not null));
-- One session for each key: an exchange makes it last longer.
-- squawk-ignore require-concurrent-index-creation
create unique index sessions_api_key_id_idx on identity.sessions (organization_id, api_key_id);

-- What a machine may do stands where it stands for people. No person is ever one.
insert into identity.roles (role, rank, description)
values ('machine', 0, 'What API keys are, and no member: business data and usage');
alter table identity.memberships
-- squawk-ignore constraint-missing-not-valid
add constraint memberships_role_check check (role <> 'machine');
alter table identity.invitations
-- squawk-ignore constraint-missing-not-valid
add constraint invitations_role_check check (role <> 'machine');

insert into identity.permissions (permission, description)
values ('members.read', 'Read who belongs to the organization, and who is invited');
insert into identity.role_permissions (role, permission)
values
('machine', 'business.read'),
('machine', 'business.write'),
('owner', 'members.read'),
('admin', 'members.read'),
('billing', 'members.read'),
('member', 'members.read');
