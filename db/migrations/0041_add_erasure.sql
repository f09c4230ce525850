-- People and organizations take their data with them, and are forgotten when they wish it.

create table billing.erasures (
    organization_id uuid not null,
    value_hashes bytea[] not null,
    redacted_until timestamptz not null,

    constraint erasures_pkey primary key (organization_id),
    constraint erasures_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
comment on table billing.erasures is
'What Stripe may go on telling of an organization that we have forgotten: digests of names and
addresses, each with the organization''s id, so that they match nowhere else.';
comment on column billing.erasures.redacted_until is
'What Stripe said until then is redacted (real time).';
alter table billing.erasures enable row level security;

alter table webhooks.stripe_events
add column redacted_at timestamptz,
add column body_digest bytea;
comment on column webhooks.stripe_events.body_digest is
'The SHA-256 of the body as it was signed, where what is personal was taken out (redacted_at).';

-- What nobody applies is nobody's by its object: it is looked through by time.
-- squawk-ignore require-concurrent-index-creation
create index stripe_events_ignored_idx
on webhooks.stripe_events (received_at)
where status = 'ignored';

alter table identity.users add column erased_at timestamptz;
comment on column identity.users.erased_at is
'When the person was forgotten. The row stays, for others refer to it; nothing personal is in it.';

insert into util.settings (key, value, description)
values
(
    'job_run_retention_days', '90',
    'Runs of jobs are kept that long; those that found nothing two days'
),
('webhook_event_retention_days', '30', 'What customers'' endpoints were told is kept that long');
