-- Who is asking: people, organizations, sessions and the keys that sign their tokens.
-- Sessions and tokens live in real time (util.wall_clock), never in business time.

create schema identity;
comment on schema identity is
'Layer 1: users, credentials, sessions, organizations, memberships, invitations.';

create table identity.users (
    id uuid not null default gen_random_uuid(),
    kind text not null default 'customer',
    email text not null,
    full_name text not null,
    password_hash text not null,
    email_verified_at timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null,

    constraint users_pkey primary key (id),
    -- Lets memberships insist on a customer: a member of staff belongs to no organization.
    constraint users_id_kind_key unique (id, kind),
    constraint users_kind_check check (kind in ('customer', 'staff')),
    constraint users_email_check check (email = btrim(email) and length(email) between 3 and 254),
    constraint users_full_name_check check (length(full_name) between 1 and 200)
);
create unique index users_email_idx on identity.users (lower(email));
comment on table identity.users is
'People who can sign in. A person of the staff is never a member of an organization.';
comment on column identity.users.password_hash is
'bcrypt, cost 12, over the hexadecimal sha256 of the password (bcrypt reads only 72 bytes).';

create table identity.organizations (
    id uuid not null default gen_random_uuid(),
    name text not null,
    is_sandbox boolean not null default false,
    is_demo boolean not null default false,
    created_at timestamptz not null,

    constraint organizations_pkey primary key (id),
    constraint organizations_name_check check (length(btrim(name)) between 1 and 200)
);
comment on table identity.organizations is 'The tenants.';
comment on column identity.organizations.is_sandbox is
'May have a clock of its own, and stays out of the platform''s revenue.';

create table identity.roles (
    role text not null,
    rank integer not null,
    description text not null,

    constraint roles_pkey primary key (role),
    constraint roles_rank_key unique (rank)
);
comment on table identity.roles is 'What a member can be in an organization.';

create table identity.permissions (
    permission text not null,
    description text not null,

    constraint permissions_pkey primary key (permission)
);
comment on table identity.permissions is 'What a role can allow.';

create table identity.role_permissions (
    role text not null,
    permission text not null,

    constraint role_permissions_pkey primary key (role, permission),
    constraint role_permissions_role_fkey foreign key (role) references identity.roles (role),
    constraint role_permissions_permission_fkey
    foreign key (permission) references identity.permissions (permission)
);
create index role_permissions_permission_idx on identity.role_permissions (permission);
comment on table identity.role_permissions is
'Who may do what, on the customers'' side. docs/roles.md is generated from here.';

insert into identity.roles (role, rank, description)
values
('owner', 4, 'Everything, and alone changes owners and deletes the organization'),
('admin', 3, 'Business data, billing, members, API keys and webhooks'),
('billing', 2, 'Business data and billing'),
('member', 1, 'Business data');

insert into identity.permissions (permission, description)
values
('business.read', 'Read what the organization works with, its plan and its entitlements'),
('business.write', 'Write what the organization works with'),
('billing.read', 'Read billing details, invoices and payments'),
('billing.manage', 'Check out, change plan and add-ons, cancel, open the billing portal'),
('members.manage', 'Invite, change and remove members other than owners'),
('developers.manage', 'API keys and webhook endpoints'),
('owners.manage', 'Make and unmake owners'),
('organization.delete', 'Delete the organization');

insert into identity.role_permissions (role, permission)
select
    r.role,
    p.permission
from identity.roles as r
cross join identity.permissions as p
where
    r.role = 'owner'
    or p.permission in ('business.read', 'business.write')
    or (r.role in ('admin', 'billing') and p.permission like 'billing.%')
    or (r.role = 'admin' and p.permission in ('members.manage', 'developers.manage'));

create table identity.memberships (
    organization_id uuid not null,
    user_id uuid not null,
    user_kind text not null default 'customer',
    role text not null,
    created_at timestamptz not null,

    constraint memberships_pkey primary key (organization_id, user_id),
    constraint memberships_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint memberships_user_id_fkey
    foreign key (user_id, user_kind) references identity.users (id, kind),
    constraint memberships_role_fkey foreign key (role) references identity.roles (role),
    constraint memberships_user_kind_check check (user_kind = 'customer')
);
create index memberships_user_id_idx on identity.memberships (user_id, user_kind);
create index memberships_role_idx on identity.memberships (role);
comment on table identity.memberships is 'Who belongs to an organization, and as what.';

create table identity.invitations (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    email text not null,
    role text not null,
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by uuid,
    revoked_at timestamptz,

    constraint invitations_pkey primary key (organization_id, id),
    constraint invitations_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint invitations_role_fkey foreign key (role) references identity.roles (role),
    constraint invitations_invited_by_fkey foreign key (invited_by) references identity.users (id),
    constraint invitations_accepted_by_fkey
    foreign key (accepted_by) references identity.users (id),
    constraint invitations_accepted_at_check
    check ((accepted_at is null) = (accepted_by is null)),
    constraint invitations_revoked_at_check check (accepted_at is null or revoked_at is null)
);
-- One open invitation for an address: inviting again renews it.
create unique index invitations_pending_email_idx
on identity.invitations (organization_id, lower(email))
where accepted_at is null and revoked_at is null;
create index invitations_role_idx on identity.invitations (role);
create index invitations_invited_by_idx on identity.invitations (invited_by);
create index invitations_accepted_by_idx on identity.invitations (accepted_by);
comment on table identity.invitations is
'Invitations by mail. A pending one holds a seat.';

create table identity.one_time_tokens (
    token_hash bytea not null,
    purpose text not null,
    user_id uuid,
    organization_id uuid,
    invitation_id uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,

    constraint one_time_tokens_pkey primary key (token_hash),
    constraint one_time_tokens_user_id_fkey foreign key (user_id) references identity.users (id),
    constraint one_time_tokens_invitation_id_fkey
    foreign key (organization_id, invitation_id)
    references identity.invitations (organization_id, id),
    constraint one_time_tokens_purpose_check
    check (purpose in ('verify_email', 'reset_password', 'invitation')),
    constraint one_time_tokens_subject_check
    check (
        (purpose = 'invitation') = (invitation_id is not null)
        and (purpose = 'invitation') = (user_id is null)
        and (invitation_id is null) = (organization_id is null)
    )
);
create index one_time_tokens_user_id_idx on identity.one_time_tokens (user_id);
create index one_time_tokens_invitation_id_idx
on identity.one_time_tokens (organization_id, invitation_id);
comment on table identity.one_time_tokens is
'Tokens sent by mail. Only their sha256 is kept.';

create table identity.sessions (
    id uuid not null default gen_random_uuid(),
    kind text not null,
    user_id uuid not null,
    organization_id uuid,
    acting_staff_id uuid,
    is_read_only boolean not null default false,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_reason text,

    constraint sessions_pkey primary key (id),
    constraint sessions_user_id_fkey foreign key (user_id) references identity.users (id),
    constraint sessions_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint sessions_acting_staff_id_fkey
    foreign key (acting_staff_id) references identity.users (id),
    constraint sessions_kind_check
    check (kind in ('user', 'staff', 'api_key', 'impersonation')),
    -- Staff belong to no organization; everybody else's token is bound to one.
    constraint sessions_organization_id_check
    check ((kind = 'staff') = (organization_id is null)),
    constraint sessions_acting_staff_id_check
    check ((kind = 'impersonation') = (acting_staff_id is not null)),
    constraint sessions_revoked_at_check
    check ((revoked_at is null) = (revoked_reason is null))
);
create index sessions_user_id_idx on identity.sessions (user_id);
create index sessions_organization_id_idx on identity.sessions (organization_id);
create index sessions_acting_staff_id_idx on identity.sessions (acting_staff_id);
comment on table identity.sessions is
'A sign-in and all tokens that descend from it. Revoking the row ends them at the next request.';
comment on column identity.sessions.organization_id is
'The organization that the next refreshed token will be bound to.';

create table identity.refresh_tokens (
    token_hash bytea not null,
    session_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,

    constraint refresh_tokens_pkey primary key (token_hash),
    constraint refresh_tokens_session_id_fkey
    foreign key (session_id) references identity.sessions (id) on delete cascade
);
create index refresh_tokens_session_id_idx on identity.refresh_tokens (session_id);
comment on table identity.refresh_tokens is
'Rotating refresh tokens, as sha256. One used again after 10 seconds revokes its whole session.';

create table identity.signing_keys (
    id text not null,
    secret text not null,
    created_at timestamptz not null,

    constraint signing_keys_pkey primary key (id),
    constraint signing_keys_secret_check check (length(secret) >= 43)
);
comment on table identity.signing_keys is
'Secrets (base64url) that sign access tokens: the newest signs, all are accepted until deleted.
Only the owner''s definer functions may read them.';

create table identity.throttles (
    key text not null,
    tries integer not null,
    window_started_at timestamptz not null,

    constraint throttles_pkey primary key (key)
);
comment on table identity.throttles is
'Tries per subject (an address or a client) within a window; counted before a password is hashed.';

alter table identity.users enable row level security;
alter table identity.organizations enable row level security;
alter table identity.roles enable row level security;
alter table identity.permissions enable row level security;
alter table identity.role_permissions enable row level security;
alter table identity.memberships enable row level security;
alter table identity.invitations enable row level security;
alter table identity.one_time_tokens enable row level security;
alter table identity.sessions enable row level security;
alter table identity.refresh_tokens enable row level security;
alter table identity.signing_keys enable row level security;
alter table identity.throttles enable row level security;
