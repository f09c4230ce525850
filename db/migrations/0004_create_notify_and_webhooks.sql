-- The two queues at the border: letters that leave, and what Stripe tells us.
-- Both are local tables keyed by their own id, so that workers can claim rows across tenants.

create schema notify;
comment on schema notify is 'Layer 2: the outbox of mail.';

create table notify.emails (
    id uuid not null default gen_random_uuid(),
    organization_id uuid,
    user_id uuid,
    kind text not null,
    recipient text not null,
    data jsonb not null,
    token_hash bytea,
    dedupe_key text not null,
    status text not null default 'queued',
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    last_error text,
    created_at timestamptz not null,
    finished_at timestamptz,

    constraint emails_pkey primary key (id),
    constraint emails_dedupe_key_key unique (dedupe_key),
    constraint emails_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint emails_user_id_fkey foreign key (user_id) references identity.users (id),
    constraint emails_kind_check
    check (
        kind in (
            'verify_email', 'reset_password', 'invitation', 'payment_succeeded', 'payment_failed'
        )
    ),
    constraint emails_status_check
    check (status in ('queued', 'sending', 'sent', 'failed', 'obsolete')),
    constraint emails_finished_at_check
    check ((finished_at is null) = (status in ('queued', 'sending')))
);
create index emails_due_idx on notify.emails (next_attempt_at) where finished_at is null;
create index emails_organization_id_idx on notify.emails (organization_id, created_at);
create index emails_user_id_idx on notify.emails (user_id);
comment on table notify.emails is
'Letters to send, queued in the transaction that causes them. dedupe_key makes each one single.';
comment on column notify.emails.data is
'What the template needs. Links with tokens are blanked out once the letter is finished.';
comment on column notify.emails.token_hash is
'The one-time token in the link: once it is used, expired or gone, the letter is obsolete.';

create schema webhooks;
comment on schema webhooks is
'Layer 2: the inbox of Stripe''s events, exactly as they came, and what became of each.';

create table webhooks.stripe_events (
    id text not null,
    type text not null,
    object_kind text not null,
    object_id text,
    api_version text,
    livemode boolean not null,
    created_at timestamptz not null,
    received_at timestamptz not null,
    body text not null,
    status text not null default 'pending',
    attempts integer not null default 0,
    next_attempt_at timestamptz,
    error jsonb,
    applied_at timestamptz,

    constraint stripe_events_pkey primary key (id),
    constraint stripe_events_status_check
    check (status in ('pending', 'applied', 'ignored', 'failed', 'parked')),
    constraint stripe_events_next_attempt_at_check
    check ((next_attempt_at is not null) = (status in ('pending', 'failed'))),
    constraint stripe_events_applied_at_check
    check ((applied_at is not null) = (status = 'applied'))
);
alter table webhooks.stripe_events alter column body set compression lz4;
create index stripe_events_due_idx
on webhooks.stripe_events (next_attempt_at)
where next_attempt_at is not null;
create index stripe_events_object_id_idx on webhooks.stripe_events (object_id);
create index stripe_events_parked_idx
on webhooks.stripe_events (received_at)
where status = 'parked';
comment on table webhooks.stripe_events is
'Every event Stripe sent, once, with the signed bytes as text. Nothing is ever dropped.';
comment on column webhooks.stripe_events.created_at is
'Stripe''s clock, whole seconds: when it became true. received_at is our real time.';
comment on column webhooks.stripe_events.status is
'pending: not applied yet. failed: tried, will be tried again. parked: waits for something unknown,
or was tried too often; a person or the missing thing releases it. ignored: a type nobody needs.';

create table webhooks.stripe_event_waits (
    subject text not null,
    event_id text not null,

    constraint stripe_event_waits_pkey primary key (subject, event_id),
    constraint stripe_event_waits_event_id_fkey
    foreign key (event_id) references webhooks.stripe_events (id)
);
create index stripe_event_waits_event_id_idx on webhooks.stripe_event_waits (event_id);
comment on table webhooks.stripe_event_waits is
'The unknown things that a parked event waits for: an organization''s id, or ids of Stripe''s. Any
of them releases it.';

create table webhooks.alarms (
    id bigint generated always as identity,
    kind text not null,
    subject text not null,
    details jsonb not null default '{}',
    raised_at timestamptz not null,
    resolved_at timestamptz,

    constraint alarms_pkey primary key (id)
);
create unique index alarms_open_idx on webhooks.alarms (kind, subject) where resolved_at is null;
comment on table webhooks.alarms is
'What a person should look at: one open row for each kind and subject.';

alter table notify.emails enable row level security;
alter table webhooks.stripe_events enable row level security;
alter table webhooks.stripe_event_waits enable row level security;
alter table webhooks.alarms enable row level security;
