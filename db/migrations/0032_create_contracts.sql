-- squawk-ignore-file ban-drop-not-null, adding-foreign-key-constraint, disallowed-unique-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation
-- A payment of ours is none of Stripe's: the check that follows says which has what. New columns
-- are empty, so their keys are checked and indexed in no time.

-- Subscriptions that are sold by people: agreed on paper, billed by our own invoices.

create table billing.contracts (
    organization_id uuid not null,
    subscription_id uuid not null,
    starts_at timestamptz not null,
    months_begun integer not null default 0,
    net_terms_days integer not null,
    po_number text,
    tax_basis_points integer not null default 0,
    currency text not null,
    next_state jsonb,
    credit_cents bigint not null default 0,
    created_at timestamptz not null,

    constraint contracts_pkey primary key (organization_id, subscription_id),
    constraint contracts_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint contracts_net_terms_days_check check (net_terms_days between 0 and 365),
    constraint contracts_tax_basis_points_check check (tax_basis_points between 0 and 10000),
    constraint contracts_credit_cents_check check (credit_cents >= 0),
    constraint contracts_currency_check check (currency ~ '^[a-z]{3}$')
);
comment on table billing.contracts is
'What was agreed for a subscription that no Stripe bills: since when, how it is paid, what changes
next. What it is at a time is in its facts.';
comment on column billing.contracts.starts_at is
'Where its periods are counted from: each begins whole months after it.';
comment on column billing.contracts.months_begun is
'Months of all periods that have begun; the next begins so many after starts_at.';
comment on column billing.contracts.tax_basis_points is
'The tax on its invoices, in hundredths of a percent.';
comment on column billing.contracts.next_state is
'What of its state becomes another when its next period begins, or null.';
comment on column billing.contracts.credit_cents is
'What credit notes have left over: the next invoices use it up.';

create table billing.document_counters (
    series text not null,
    year integer not null,
    last_number bigint not null,

    constraint document_counters_pkey primary key (series, year)
);
comment on table billing.document_counters is
'The number given last in each series of documents. A number is taken in the transaction that issues
the document, so what fails leaves no gap.';

create table billing.credit_notes (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    subscription_id uuid not null,
    invoice_id uuid,
    number text not null,
    currency text not null,
    amount_cents bigint not null,
    tax_cents bigint not null,
    reason text not null,
    issued_by uuid,
    issued_at timestamptz not null,

    constraint credit_notes_pkey primary key (organization_id, id),
    constraint credit_notes_number_key unique (organization_id, number),
    constraint credit_notes_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint credit_notes_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint credit_notes_issued_by_fkey
    foreign key (issued_by) references identity.users (id),
    constraint credit_notes_amount_cents_check check (amount_cents > 0),
    constraint credit_notes_tax_cents_check check (tax_cents between 0 and amount_cents),
    constraint credit_notes_currency_check check (currency ~ '^[a-z]{3}$')
);
create index credit_notes_subscription_id_idx
on billing.credit_notes (organization_id, subscription_id);
create index credit_notes_invoice_id_idx on billing.credit_notes (organization_id, invoice_id);
create index credit_notes_issued_by_idx on billing.credit_notes (issued_by);
comment on table billing.credit_notes is
'What takes an invoice of ours back, or gives back what was paid for and is not wanted any more.';
comment on column billing.credit_notes.amount_cents is 'With tax.';
comment on column billing.credit_notes.invoice_id is
'The invoice it takes back; null when it is for the rest of a period.';

alter table billing.invoices add column po_number text;
comment on column billing.invoices.po_number is
'The purchase order that an invoice of ours names; Stripe''s have none.';

alter table billing.payments
add column reference text,
add column recorded_by uuid,
add column reason text,
add constraint payments_recorded_by_fkey
foreign key (recorded_by) references identity.users (id),
alter column stripe_invoice_id drop not null,
alter column stripe_reference drop not null,
add constraint payments_reference_key unique (organization_id, invoice_id, reference),
add constraint payments_stripe_invoice_id_check
check (
    case
        when stripe_invoice_id is null then invoice_id is not null and reference is not null
        else stripe_reference is not null and reference is null
    end
) not valid;
alter table billing.payments validate constraint payments_stripe_invoice_id_check;
create index payments_recorded_by_idx on billing.payments (recorded_by);
comment on column billing.payments.reference is
'What names a payment that the staff have recorded: a transfer''s text, a cheque''s number.';

alter table billing.subscription_facts
-- squawk-ignore ban-drop-constraint
drop constraint subscription_facts_kind_check,
add constraint subscription_facts_kind_check
check (
    kind in (
        'trial_started', 'trial_extended', 'trial_converted',
        'hold_placed', 'hold_released', 'canceled',
        'cancellation_requested', 'cancellation_refused',
        'contract_started', 'contract_renewed', 'contract_changed', 'contract_overdue',
        'contract_settled', 'contract_canceled'
    )
) not valid;
alter table billing.subscription_facts validate constraint subscription_facts_kind_check;

insert into billing.subscription_transitions (command, from_status, to_status)
values
('start_manual_subscription', 'trialing', 'active'),
('start_manual_subscription', 'suspended', 'active'),
('start_manual_subscription', 'incomplete', 'active'),
('start_manual_subscription', 'canceled', 'active');

insert into util.settings (key, value, description)
values
('invoice_series', '"UC"', 'What the numbers of our own invoices begin with: UC-2026-000001');

alter table billing.contracts enable row level security;
alter table billing.document_counters enable row level security;
alter table billing.credit_notes enable row level security;
