-- Whoever belongs to a company signs in at its identity provider with nothing but a browser, by an
-- authorization code with PKCE (RFC 6749, 7636, 9700). The sidecar exchanges it for the ID token.

-- squawk-ignore-file constraint-missing-not-valid
-- What is checked are columns that are new.

alter table identity.key_sets add column discovery jsonb not null default '{}';
comment on column identity.key_sets.discovery is
'What of the issuer''s discovery document somebody is sent there by (identity.read_discovery).';
-- What was fetched before says nothing of it.
update identity.key_sets set due_at = clock_timestamp();

alter table identity.identity_providers
add column max_age_seconds integer,
add column acr_values text[] not null default '{}',
add column sign_in_error text,
add column sign_in_failed_at timestamptz,
add constraint identity_providers_max_age_seconds_check
check (max_age_seconds between 60 and 2592000),
add constraint identity_providers_acr_values_check
check (cardinality(acr_values) <= 10);
comment on column identity.identity_providers.max_age_seconds is
'How long ago somebody may have proved to the provider who they are; null asks nothing.';
comment on column identity.identity_providers.acr_values is
'In which ways the provider may have made sure (the claim acr); empty asks nothing.';
comment on column identity.identity_providers.sign_in_error is
'Why the last sign-in by a browser failed at the provider; null after one that did not.';

create table identity.provider_secrets (
    organization_id uuid not null,
    secret text not null,
    created_at timestamptz not null,

    constraint provider_secrets_pkey primary key (organization_id),
    constraint provider_secrets_organization_id_fkey
    foreign key (organization_id) references identity.identity_providers (organization_id)
    on delete cascade,
    constraint provider_secrets_secret_check check (length(secret) between 1 and 1000)
);
comment on table identity.provider_secrets is
'What this platform proves to providers who it is. Nobody but the owner reads the secrets: each is
said to its own provider alone, and never shown again.';

create table identity.external_sign_ins (
    organization_id uuid not null,
    state_hash bytea not null,
    code_challenge text not null,
    nonce_hash bytea not null,
    issuer text not null,
    client_id text not null,
    next_path text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    returned_at timestamptz,
    finished_at timestamptz,

    constraint external_sign_ins_pkey primary key (organization_id, state_hash),
    constraint external_sign_ins_organization_id_fkey
    foreign key (organization_id) references identity.identity_providers (organization_id)
    on delete cascade
);
create index external_sign_ins_expires_at_idx on identity.external_sign_ins (expires_at);
comment on table identity.external_sign_ins is
'Who has left for a provider and is expected back within minutes. Nothing here opens anything: of
state and nonce there are hashes, and of what the browser keeps in a cookie the challenge.';
comment on column identity.external_sign_ins.code_challenge is
'SHA-256 of the verifier (RFC 7636), which is in a cookie of the browser and nowhere else: so the
answer counts in that browser alone.';
comment on column identity.external_sign_ins.issuer is
'Who was asked, as client_id: if the organization names another one meanwhile, the answer is void.';
comment on column identity.external_sign_ins.returned_at is
'When the provider''s answer came. It counts once.';
comment on column identity.external_sign_ins.finished_at is
'When the token that the answer was exchanged for had signed somebody in, or nobody.';

alter table identity.provider_secrets enable row level security;
alter table identity.external_sign_ins enable row level security;
