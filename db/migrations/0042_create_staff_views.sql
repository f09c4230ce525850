-- What the staff need to find a customer among a hundred thousand, and to see who may be lost.
-- squawk-ignore-file require-concurrent-index-creation

-- Finding: parts of names and addresses, and the order of every list that pages by a key.
create index organizations_name_trgm_idx
on identity.organizations using gin (lower(name) ext.gin_trgm_ops);
create index organizations_name_idx on identity.organizations (lower(name), id);
create index organizations_created_at_idx on identity.organizations (created_at, id);
create index users_email_trgm_idx
on identity.users using gin (lower(email) ext.gin_trgm_ops);
create index subscriptions_primary_status_idx
on billing.subscriptions (status)
where is_primary;
create index subscriptions_canceled_idx
on billing.subscriptions (organization_id)
where status = 'canceled';
create index subscriptions_primary_arr_idx
on billing.subscriptions (net_arr_cents, organization_id)
where is_primary and status in ('active', 'past_due');
create index subscriptions_primary_trial_idx
on billing.subscriptions (trial_ends_at, organization_id)
where is_primary and status = 'trialing';

alter table identity.sessions add column last_used_at timestamptz;
comment on column identity.sessions.last_used_at is
'When it last got an access token; those of each quarter of an hour say who is still there.';
create index sessions_last_used_at_idx
on identity.sessions (organization_id, last_used_at desc nulls last);
-- squawk-ignore require-concurrent-index-deletion
drop index identity.sessions_organization_id_idx;

create table usage.tier_overrides (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    plan_version_id uuid not null,
    reason text not null,
    granted_by uuid,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    revoked_reason text,

    constraint tier_overrides_pkey primary key (organization_id, id),
    constraint tier_overrides_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint tier_overrides_plan_version_id_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
    constraint tier_overrides_granted_by_fkey
    foreign key (granted_by) references identity.users (id),
    constraint tier_overrides_revoked_by_fkey
    foreign key (revoked_by) references identity.users (id),
    constraint tier_overrides_reason_check check (length(btrim(reason)) between 1 and 1000),
    constraint tier_overrides_expires_at_check check (expires_at > created_at),
    constraint tier_overrides_revoked_at_check
    check ((revoked_at is null) = (revoked_reason is null))
);
-- One at a time: another one takes its place.
create unique index tier_overrides_current_idx
on usage.tier_overrides (organization_id)
where revoked_at is null;
create index tier_overrides_plan_version_id_idx on usage.tier_overrides (plan_version_id);
create index tier_overrides_granted_by_idx on usage.tier_overrides (granted_by);
create index tier_overrides_revoked_by_idx on usage.tier_overrides (revoked_by);
comment on table usage.tier_overrides is
'Whose entitlements the staff have set to those of another plan, whatever was bought. Kept for ever,
as overrides of single features are, which stand above it.';
comment on column usage.tier_overrides.granted_by is
'Who of the staff; null when the owner did it in SQL.';

create table usage.risks (
    organization_id uuid not null,
    risk text not null,
    details jsonb not null,
    found_at timestamptz not null,

    constraint risks_pkey primary key (organization_id, risk),
    constraint risks_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint risks_risk_check
    check (risk in ('trial_ending_unused', 'payment_failing', 'usage_falling', 'limit_reached'))
);
-- Who is at a risk: the question of a list, across organizations.
create index risks_risk_idx on usage.risks (risk, organization_id);
comment on table usage.risks is
'Why an organization may be lost, or may buy more, as a job last found it. Rebuilt from the rest.';
comment on column usage.risks.details is 'What it was seen by.';
comment on column usage.risks.found_at is 'Business time since which it has been so.';

insert into util.settings (key, value, description)
values
('risk_trial_days', '3', 'An unused trial is a risk when it ends within so many days'),
(
    'risk_usage_percent', '50',
    'Falling usage is a risk when two weeks come to less than this part of the two weeks before'
),
('risk_usage_quantity', '100', 'Usage that was less than this cannot fall');

create table billing.refund_notes (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    invoice_id uuid not null,
    amount_cents bigint not null,
    currency text not null,
    reason text not null,
    noted_by uuid,
    created_at timestamptz not null,

    constraint refund_notes_pkey primary key (organization_id, id),
    constraint refund_notes_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint refund_notes_noted_by_fkey foreign key (noted_by) references identity.users (id),
    constraint refund_notes_amount_cents_check check (amount_cents > 0),
    constraint refund_notes_currency_check check (currency ~ '^[a-z]{3}$')
);
create index refund_notes_invoice_id_idx on billing.refund_notes (organization_id, invoice_id);
create index refund_notes_noted_by_idx on billing.refund_notes (noted_by);
comment on table billing.refund_notes is
'Why money is given back: what the staff write beside a refund. The refund itself is made at Stripe,
or by transfer, and arrives in billing.refunds.';

alter table usage.tier_overrides enable row level security;
alter table usage.risks enable row level security;
alter table billing.refund_notes enable row level security;
