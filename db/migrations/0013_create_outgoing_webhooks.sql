-- Webhooks that leave: customers' endpoints, the events told to them, and each attempt to tell.
-- All that has to do with Stripe's inbox, in the same schema, is named stripe_….

comment on schema webhooks is
'Layer 2: the inbox of Stripe''s events (stripe_…), exactly as they came, and what became of each;
and the outbox of events for customers, with their endpoints.';

create table webhooks.event_types (
    type text not null,
    description text not null,
    is_subscribable boolean not null,

    constraint event_types_pkey primary key (type),
    constraint event_types_type_check check (type ~ '^[a-z_]+[.][a-z_]+$')
);
comment on table webhooks.event_types is
'What customers can be told. The guide''s list of events is generated from here.';
comment on column webhooks.event_types.is_subscribable is
'Whether endpoints may ask for it. A test goes to the one endpoint that is tested.';

create table webhooks.endpoints (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    url text not null,
    event_types text[] not null,
    description text,
    created_by uuid not null,
    created_at timestamptz not null,
    failing_since_at timestamptz,
    disabled_at timestamptz,
    disabled_reason text,
    deleted_at timestamptz,

    constraint endpoints_pkey primary key (organization_id, id),
    constraint endpoints_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint endpoints_created_by_fkey foreign key (created_by) references identity.users (id),
    constraint endpoints_url_check check (url ~ '^https?://' and length(url) <= 2048),
    constraint endpoints_event_types_check check (cardinality(event_types) > 0),
    constraint endpoints_disabled_reason_check
    check (disabled_reason in ('by_hand', 'gone', 'failing')),
    constraint endpoints_disabled_at_check
    check ((disabled_at is null) = (disabled_reason is null))
);
create index endpoints_created_by_idx on webhooks.endpoints (created_by);
comment on table webhooks.endpoints is 'Where an organization wants to be told, and of what.';
comment on column webhooks.endpoints.event_types is
'Types of webhooks.event_types, or * for all.';
comment on column webhooks.endpoints.failing_since_at is
'The first failure since the last success; null while all is well.';
comment on column webhooks.endpoints.disabled_reason is
'by_hand; gone: it answered 410; failing: for five days nothing got through.';

create table webhooks.endpoint_secrets (
    organization_id uuid not null,
    endpoint_id uuid not null,
    id uuid not null default gen_random_uuid(),
    secret bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz,

    constraint endpoint_secrets_pkey primary key (organization_id, id),
    constraint endpoint_secrets_endpoint_id_fkey
    foreign key (organization_id, endpoint_id)
    references webhooks.endpoints (organization_id, id),
    constraint endpoint_secrets_secret_check check (length(secret) between 24 and 64)
);
create index endpoint_secrets_endpoint_id_idx
on webhooks.endpoint_secrets (organization_id, endpoint_id);
-- The newest signs until it is replaced.
create unique index endpoint_secrets_current_idx
on webhooks.endpoint_secrets (organization_id, endpoint_id)
where expires_at is null;
comment on table webhooks.endpoint_secrets is
'Keys that sign. Nobody but the owner reads this table: a key is shown once, when it is made.';

create table webhooks.events (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    type text not null,
    data jsonb not null,
    dedupe_key text not null,
    occurred_at timestamptz not null,
    created_at timestamptz not null,

    constraint events_pkey primary key (organization_id, id),
    constraint events_dedupe_key_key unique (organization_id, dedupe_key),
    constraint events_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint events_type_fkey foreign key (type) references webhooks.event_types (type)
);
create index events_type_idx on webhooks.events (type);
create index events_created_at_idx on webhooks.events (created_at);
comment on table webhooks.events is
'What customers are told, once each: dedupe_key names the transition. Kept for organizations that
have an endpoint.';
comment on column webhooks.events.occurred_at is
'The organization''s business time, which the body tells. created_at is real time.';

create table webhooks.deliveries (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    status text not null default 'pending',
    attempts integer not null default 0,
    step integer not null default 0,
    next_attempt_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    http_status integer,
    error text,
    response_excerpt text,
    duration_ms integer,
    created_at timestamptz not null,
    finished_at timestamptz,
    requeued_at timestamptz,
    requeued_by uuid,
    requeue_reason text,

    constraint deliveries_pkey primary key (id),
    constraint deliveries_id_key unique (organization_id, id),
    constraint deliveries_event_id_key unique (organization_id, event_id, endpoint_id),
    constraint deliveries_endpoint_id_fkey
    foreign key (organization_id, endpoint_id)
    references webhooks.endpoints (organization_id, id),
    constraint deliveries_event_id_fkey
    foreign key (organization_id, event_id) references webhooks.events (organization_id, id),
    constraint deliveries_requeued_by_fkey foreign key (requeued_by) references identity.users (id),
    constraint deliveries_status_check
    check (status in ('pending', 'sending', 'succeeded', 'failed')),
    constraint deliveries_leased_until_check
    check ((leased_until is not null) = (status = 'sending')),
    constraint deliveries_finished_at_check
    check ((finished_at is null) = (status in ('pending', 'sending')))
);
-- Claimed endpoint by endpoint, so that a long queue of one hides none of the others.
create index deliveries_due_idx
on webhooks.deliveries (organization_id, endpoint_id, next_attempt_at)
where finished_at is null;
create index deliveries_failed_idx
on webhooks.deliveries (finished_at)
where status = 'failed';
create index deliveries_leased_idx
on webhooks.deliveries (organization_id, endpoint_id, leased_until)
where status = 'sending';
create index deliveries_endpoint_id_idx
on webhooks.deliveries (organization_id, endpoint_id, created_at);
create index deliveries_requeued_by_idx
on webhooks.deliveries (requeued_by)
where requeued_by is not null;
comment on table webhooks.deliveries is
'The outbox: one event for one endpoint. A local queue, claimed across tenants.';
comment on column webhooks.deliveries.attempts is
'All attempts so far; the latest tells reports of the others apart.';
comment on column webhooks.deliveries.step is
'How far it is in the table of retries. Begins anew when it is queued again by hand.';
comment on column webhooks.deliveries.next_attempt_at is
'Real time. While it is being sent: when the lease ends, for then it is due again.';

create table webhooks.delivery_attempts (
    organization_id uuid not null,
    delivery_id uuid not null,
    attempt integer not null,
    finished_at timestamptz not null,
    duration_ms integer,
    http_status integer,
    error text,
    response_excerpt text,

    constraint delivery_attempts_pkey primary key (organization_id, delivery_id, attempt),
    constraint delivery_attempts_delivery_id_fkey
    foreign key (organization_id, delivery_id) references webhooks.deliveries (organization_id, id)
);
comment on table webhooks.delivery_attempts is
'What came of each attempt that was reported. One whose worker died is missing.';

create table webhooks.state_marks (
    organization_id uuid not null,
    transaction_id xid8 not null,
    marked_at timestamptz not null,

    constraint state_marks_pkey primary key (organization_id, transaction_id),
    constraint state_marks_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
comment on table webhooks.state_marks is
'Organizations whose state has changed since they were last told. A row for each transaction, so
that none waits for another of the same organization.';

alter table webhooks.event_types enable row level security;
alter table webhooks.endpoints enable row level security;
alter table webhooks.endpoint_secrets enable row level security;
alter table webhooks.events enable row level security;
alter table webhooks.deliveries enable row level security;
alter table webhooks.delivery_attempts enable row level security;
alter table webhooks.state_marks enable row level security;

insert into util.settings (key, value, description)
values
(
    'webhook_retry_seconds',
    '[0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]',
    'How long each attempt to deliver a webhook waits for; as many attempts as there are numbers'
),
(
    'webhook_allow_loopback',
    'false',
    'Whether endpoints may be on this very machine, for trying out; production never allows it'
);

-- squawk-ignore ban-drop-constraint
alter table notify.emails drop constraint emails_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table notify.emails add constraint emails_kind_check
check (
    kind in (
        'verify_email', 'reset_password', 'invitation', 'payment_succeeded', 'payment_failed',
        'usage_alert', 'webhook_endpoint_disabled'
    )
);
