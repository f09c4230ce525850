-- People sign in as their company's identity provider says they are (OpenID Connect).

-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid
-- What is checked anew held before: a kind and a purpose are added.

create table identity.identity_providers (
    organization_id uuid not null,
    issuer text not null,
    client_id text not null,
    default_role text not null,
    is_required boolean not null,
    created_by uuid not null,
    created_at timestamptz not null,

    constraint identity_providers_pkey primary key (organization_id),
    constraint identity_providers_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint identity_providers_default_role_fkey
    foreign key (default_role) references identity.roles (role),
    constraint identity_providers_created_by_fkey
    foreign key (created_by) references identity.users (id),
    constraint identity_providers_issuer_check check (length(issuer) <= 255),
    constraint identity_providers_client_id_check check (length(client_id) between 1 and 255),
    -- Nobody becomes an owner by a word of somebody else.
    constraint identity_providers_default_role_check
    check (default_role not in ('owner', 'machine'))
);
create index identity_providers_issuer_idx on identity.identity_providers (issuer);
create index identity_providers_default_role_idx on identity.identity_providers (default_role);
create index identity_providers_created_by_idx on identity.identity_providers (created_by);
comment on table identity.identity_providers is
'Who an organization lets say who its people are.';
comment on column identity.identity_providers.issuer is
'The claim iss of its tokens, letter by letter; its keys are found from there.';
comment on column identity.identity_providers.client_id is
'The claim aud of its tokens: what the provider knows this platform as.';
comment on column identity.identity_providers.default_role is
'What somebody becomes who comes for the first time and was not invited.';
comment on column identity.identity_providers.is_required is
'Whether people of the organization''s domains may not sign in with a password. Owners always may: a
provider that fails must not lock everybody out.';

create table identity.email_domains (
    organization_id uuid not null,
    domain text not null,
    challenge text not null,
    created_by uuid not null,
    created_at timestamptz not null,
    verified_at timestamptz,
    checked_at timestamptz,
    due_at timestamptz,
    missing_since_at timestamptz,
    error text,

    constraint email_domains_pkey primary key (organization_id, domain),
    constraint email_domains_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint email_domains_created_by_fkey
    foreign key (created_by) references identity.users (id),
    constraint email_domains_domain_check
    check (domain = lower(domain) and length(domain) between 3 and 253)
);
-- Who speaks for an address must be one.
create unique index email_domains_domain_idx
on identity.email_domains (domain)
where verified_at is not null;
create index email_domains_due_at_idx on identity.email_domains (due_at);
create index email_domains_created_by_idx on identity.email_domains (created_by);
comment on table identity.email_domains is
'What stands behind the @ of an organization''s addresses. A provider is believed about people of
verified ones alone.';
comment on column identity.email_domains.challenge is
'What a TXT record of the domain must say to verify it, and goes on saying.';
comment on column identity.email_domains.due_at is
'When the record is looked up next; while somebody does, when the look-up counts as lost.';
comment on column identity.email_domains.missing_since_at is
'Since when a verified domain has not had its record.';
comment on column identity.email_domains.error is 'Why the last look-up did not verify it.';

create table identity.external_identities (
    organization_id uuid not null,
    issuer text not null,
    subject text not null,
    user_id uuid not null,
    created_at timestamptz not null,
    last_used_at timestamptz not null,

    constraint external_identities_pkey primary key (organization_id, issuer, subject),
    constraint external_identities_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint external_identities_user_id_fkey
    foreign key (user_id) references identity.users (id),
    constraint external_identities_subject_check check (length(subject) between 1 and 255)
);
create index external_identities_user_id_idx on identity.external_identities (user_id);
comment on table identity.external_identities is
'Whom an organization''s provider means by a subject. It stays when the person is removed, who
would otherwise be a newcomer at the next sign-in.';

create table identity.key_sets (
    issuer text not null,
    keys jsonb not null default '[]',
    attempt integer not null default 0,
    due_at timestamptz not null,
    claimed_at timestamptz,
    fetched_at timestamptz,
    error text,

    constraint key_sets_pkey primary key (issuer)
);
create index key_sets_due_at_idx on identity.key_sets (due_at);
comment on table identity.key_sets is
'Public keys of providers, as the sidecar last fetched them: from the issuer, never from who names
it. Shared by organizations that name the same.';
comment on column identity.key_sets.keys is
'A JSON array of those keys that a token may be signed with here (RFC 7517).';
comment on column identity.key_sets.attempt is
'Counts fetches: the report of one that was overtaken counts no more.';
comment on column identity.key_sets.due_at is
'When they are fetched next; while somebody does, when the fetch counts as lost.';
comment on column identity.key_sets.claimed_at is
'When a fetch last began: keys that nobody knows bring one a minute at most.';
comment on column identity.key_sets.error is
'Why the last fetch failed; then the keys of the one before hold for a day.';

alter table identity.identity_providers enable row level security;
alter table identity.email_domains enable row level security;
alter table identity.external_identities enable row level security;
alter table identity.key_sets enable row level security;

-- A session that a provider vouches for is bound to the provider's organization for good.
alter table identity.sessions drop constraint sessions_kind_check;
alter table identity.sessions add constraint sessions_kind_check
check (kind in ('user', 'staff', 'api_key', 'impersonation', 'external'));

-- A provider's token signs in once: its hash is kept as long as it would count.
alter table identity.one_time_tokens drop constraint one_time_tokens_purpose_check;
alter table identity.one_time_tokens add constraint one_time_tokens_purpose_check
check (purpose in ('verify_email', 'reset_password', 'invitation', 'external_sign_in'));

insert into identity.permissions (permission, description, is_own)
values ('identity.manage', 'Let an identity provider say who people are', true);
-- Whoever names the provider can come in as anybody, owners among them.
insert into identity.role_permissions (role, permission)
values ('owner', 'identity.manage');
