-- What an organization has bought, and what it owes. State is never edited in place by hand: it is
-- the fold of what Stripe said (stripe_snapshots) and of what happened here (subscription_facts).

create schema billing;
comment on schema billing is
'Layer 3: customers, subscriptions and their bitemporal versions, invoices, payments, the outbox of
commands for Stripe.';

create table billing.customers (
    organization_id uuid not null,
    stripe_customer_id text,
    name text,
    email text,
    currency text,
    balance_cents bigint not null default 0,
    is_delinquent boolean not null default false,
    default_payment_method text,
    deleted_at timestamptz,
    created_at timestamptz not null,

    constraint customers_pkey primary key (organization_id),
    constraint customers_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint customers_currency_check check (currency ~ '^[a-z]{3}$')
);
comment on table billing.customers is 'An organization as Stripe knows it: who pays.';
comment on column billing.customers.balance_cents is
'Stripe''s sign: negative is credit that the next invoice uses up.';

create table billing.stripe_objects (
    stripe_id text not null,
    object_kind text not null,
    organization_id uuid not null,
    local_id uuid,
    has_ties boolean not null default false,
    refetch_reason text,

    constraint stripe_objects_pkey primary key (stripe_id),
    constraint stripe_objects_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
create index stripe_objects_organization_id_idx
on billing.stripe_objects (organization_id, object_kind, local_id);
comment on table billing.stripe_objects is
'Whose a Stripe id is, and which row here stands for it.';
comment on column billing.stripe_objects.has_ties is
'Whether snapshots of one second, rank and count differ, so that only their chain can order them.';
comment on column billing.stripe_objects.refetch_reason is
'Why what Stripe sent does not decide the present state, so that it should be asked; null when it
does.';

create table billing.stripe_snapshots (
    object_id text not null,
    event_id text not null,
    object_kind text not null,
    created_at timestamptz not null,
    is_terminal boolean not null,
    rank integer not null,
    tie_break bigint not null default 0,
    state jsonb not null,
    source text not null,

    constraint stripe_snapshots_pkey primary key (object_id, event_id),
    constraint stripe_snapshots_source_check
    check (source in ('event', 'response', 'refetch'))
);
alter table billing.stripe_snapshots alter column state set compression lz4;
comment on table billing.stripe_snapshots is
'What Stripe said an object was, in one normal form for all API versions. The set decides: see
billing.order_snapshots.';
comment on column billing.stripe_snapshots.event_id is
'The event, or for an answer to a command the command''s id with its attempt.';
comment on column billing.stripe_snapshots.rank is
'Order within one second: for a subscription created, updated, deleted; for an invoice draft, open,
uncollectible, paid or void; for a session open, then complete or expired.';
comment on column billing.stripe_snapshots.tie_break is
'A count that only grows, for equal ranks: an invoice''s attempts, a charge''s refunded cents.';

create table billing.subscriptions (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    source text not null,
    is_primary boolean not null default false,
    status text not null,
    access text not null,
    status_reason text,
    stripe_status text,
    hold text not null default 'none',
    stripe_subscription_id text,
    plan_version_id uuid,
    cycle text,
    currency text,
    collection_method text,
    started_at timestamptz not null,
    trial_started_at timestamptz,
    trial_ends_at timestamptz,
    current_period_start timestamptz,
    current_period_end timestamptz,
    cancel_at timestamptz,
    canceled_at timestamptz,
    ended_at timestamptz,
    resumes_at timestamptz,
    cancellation_reason text,
    discount jsonb,
    list_arr_cents bigint not null default 0,
    net_arr_cents bigint not null default 0,
    created_at timestamptz not null,

    constraint subscriptions_pkey primary key (organization_id, id),
    constraint subscriptions_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint subscriptions_plan_version_id_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
    constraint subscriptions_source_check check (source in ('trial', 'stripe', 'manual', 'import')),
    constraint subscriptions_status_check
    check (
        status in (
            'incomplete', 'trialing', 'active', 'past_due', 'paused', 'suspended', 'canceled'
        )
    ),
    constraint subscriptions_access_check check (access in ('full', 'read_only')),
    constraint subscriptions_hold_check
    check (hold in ('none', 'trial_ended', 'dunning', 'staff', 'customer_pause')),
    constraint subscriptions_cycle_check
    check (cycle in ('daily', 'weekly', 'monthly', 'quarterly', 'annual')),
    constraint subscriptions_currency_check check (currency ~ '^[a-z]{3}$'),
    constraint subscriptions_ended_at_check check ((status = 'canceled') = (ended_at is not null)),
    constraint subscriptions_is_primary_check check (not is_primary or status <> 'canceled'),
    constraint subscriptions_stripe_subscription_id_check
    check ((source = 'stripe') = (stripe_subscription_id is not null))
);
-- Entitlements read the primary; an organization has one at most.
create unique index subscriptions_primary_idx
on billing.subscriptions (organization_id)
where is_primary and status <> 'canceled';
create index subscriptions_plan_version_id_idx on billing.subscriptions (plan_version_id);
create index subscriptions_trial_ends_at_idx
on billing.subscriptions (trial_ends_at)
where status = 'trialing';
comment on table billing.subscriptions is
'What an organization has bought: the latest state of each subscription, written by one function.';
comment on column billing.subscriptions.status is
'Derived from stripe_status and hold by billing.derive_status.';
comment on column billing.subscriptions.hold is
'Why we restrict it, whatever Stripe says. Stripe never clears a hold of the staff.';
comment on column billing.subscriptions.canceled_at is 'When somebody asked for the end.';
comment on column billing.subscriptions.cancel_at is
'When a scheduled cancellation takes effect, or null.';
comment on column billing.subscriptions.ended_at is 'When it ended.';
comment on column billing.subscriptions.discount is
'The repeating and permanent discounts now in force, as billing.read_discount gives them, or null.';

create table billing.subscription_items (
    organization_id uuid not null,
    subscription_id uuid not null,
    id uuid not null default gen_random_uuid(),
    position integer not null,
    price_id uuid not null,
    quantity bigint not null,
    unit_amount_cents bigint not null,
    currency text not null,
    stripe_item_id text,

    constraint subscription_items_pkey primary key (organization_id, id),
    constraint subscription_items_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint subscription_items_price_id_fkey
    foreign key (price_id) references catalog.prices (id),
    constraint subscription_items_subscription_id_position_key
    unique (organization_id, subscription_id, position),
    constraint subscription_items_quantity_check check (quantity >= 0),
    constraint subscription_items_currency_check check (currency ~ '^[a-z]{3}$')
);
create index subscription_items_price_id_idx on billing.subscription_items (price_id);
comment on table billing.subscription_items is
'The plan and the add-ons of a subscription, with the unit price it was bought at.';

create table billing.subscription_facts (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    subscription_id uuid,
    kind text not null,
    details jsonb not null default '{}',
    effective_at timestamptz not null,
    known_at timestamptz not null,
    position bigint generated always as identity,

    constraint subscription_facts_pkey primary key (organization_id, id),
    constraint subscription_facts_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint subscription_facts_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint subscription_facts_kind_check
    check (
        kind in (
            'trial_started', 'trial_extended', 'trial_converted',
            'hold_placed', 'hold_released', 'canceled'
        )
    )
);
create index subscription_facts_subscription_id_idx
on billing.subscription_facts (organization_id, subscription_id, effective_at);
comment on table billing.subscription_facts is
'What happened here rather than at Stripe, append only. Folded with the snapshots into the versions.
A fact without a subscription (a hold of the staff) is the whole organization''s.';
comment on column billing.subscription_facts.position is
'The order of facts that are known since the same instant: those of one transaction.';

create table billing.subscription_versions (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    subscription_id uuid not null,
    valid_during tstzrange not null,
    known_during tstzrange not null,
    status text not null,
    access text not null,
    status_reason text,
    plan_version_id uuid,
    cycle text,
    currency text,
    items jsonb not null default '[]',
    discount jsonb,
    list_arr_cents bigint not null default 0,
    net_arr_cents bigint not null default 0,
    caused_by text not null,

    constraint subscription_versions_pkey primary key (organization_id, id),
    constraint subscription_versions_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint subscription_versions_plan_version_id_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
    constraint subscription_versions_status_check
    check (
        status in (
            'incomplete', 'trialing', 'active', 'past_due', 'paused', 'suspended', 'canceled'
        )
    ),
    constraint subscription_versions_access_check check (access in ('full', 'read_only')),
    constraint subscription_versions_cycle_check
    check (cycle in ('daily', 'weekly', 'monthly', 'quarterly', 'annual')),
    -- EXCLUDE ignores empty ranges, so they are refused here.
    constraint subscription_versions_valid_during_check
    check (not isempty(valid_during) and lower(valid_during) is not null),
    constraint subscription_versions_known_during_check
    check (not isempty(known_during) and lower(known_during) is not null),
    constraint subscription_versions_arr_check check (net_arr_cents between 0 and list_arr_cents),
    constraint subscription_versions_excl exclude using gist (
        organization_id with =, subscription_id with =, valid_during with &&, known_during with &&
    )
);
create index subscription_versions_plan_version_id_idx
on billing.subscription_versions (plan_version_id);
create index subscription_versions_subscription_id_idx
on billing.subscription_versions (organization_id, subscription_id);
-- What is known now about any instant: the question that is asked most.
create index subscription_versions_current_idx
on billing.subscription_versions (lower(valid_during), upper(valid_during))
where upper_inf(known_during);
comment on table billing.subscription_versions is
'What a subscription was during valid_during, as known during known_during. Every revenue figure is
read from here; a correction closes known_during and adds rows, nothing is rewritten.';
comment on column billing.subscription_versions.items is
'[{"price_id", "kind": plan or add_on, "code", "quantity", "list_arr_cents", "net_arr_cents"}]';
comment on column billing.subscription_versions.list_arr_cents is
'Annualised cents before discounts: month x 12, quarter x 4, year x 1, week x 52, day x 365.';
comment on column billing.subscription_versions.net_arr_cents is
'The same after repeating and permanent discounts; a one-time discount does not count.';
comment on column billing.subscription_versions.caused_by is
'The event, command or fact that began this version.';

create type billing.folded_version as (
    valid_from timestamptz,
    stripe_status text,
    hold text,
    status text,
    access text,
    status_reason text,
    plan_version_id uuid,
    cycle text,
    currency text,
    items jsonb,
    discount jsonb,
    list_arr_cents bigint,
    net_arr_cents bigint,
    caused_by text,
    is_scheduled boolean,
    state jsonb,
    seen_at timestamptz
);
comment on type billing.folded_version is
'One step of a folded history: what a subscription is from valid_from until the next step.
is_scheduled: it comes by itself (a trial or a discount ends), no news is needed. state is the last
that Stripe said within it, seen_at when that or the last fact became true.';

create table billing.subscription_transitions (
    command text not null,
    from_status text not null,
    to_status text not null,

    constraint subscription_transitions_pkey primary key (command, from_status)
);
comment on table billing.subscription_transitions is
'The edges that a local command may take; any other is refused. What Stripe says is not bound by
it.';

insert into billing.subscription_transitions (command, from_status, to_status)
values
('start_checkout', 'trialing', 'incomplete'),
('start_checkout', 'suspended', 'incomplete'),
('start_checkout', 'incomplete', 'incomplete'),
('start_checkout', 'canceled', 'incomplete'),
('end_trial', 'trialing', 'suspended'),
('extend_trial', 'trialing', 'trialing'),
('extend_trial', 'suspended', 'trialing'),
('suspend', 'trialing', 'suspended'),
('suspend', 'active', 'suspended'),
('suspend', 'past_due', 'suspended'),
('suspend', 'paused', 'suspended'),
('suspend', 'incomplete', 'suspended'),
('cancel_now', 'trialing', 'canceled'),
('cancel_now', 'active', 'canceled'),
('cancel_now', 'past_due', 'canceled'),
('cancel_now', 'paused', 'canceled'),
('cancel_now', 'suspended', 'canceled'),
('cancel_now', 'incomplete', 'canceled');

create table billing.trials (
    organization_id uuid not null,
    folded_email text not null,
    user_id uuid not null,
    started_at timestamptz not null,

    constraint trials_pkey primary key (organization_id),
    constraint trials_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint trials_user_id_fkey foreign key (user_id) references identity.users (id)
);
create index trials_user_id_idx on billing.trials (user_id);
comment on table billing.trials is
'The ledger of trials: one for each organization.';
comment on column billing.trials.folded_email is
'The founder''s address in lower case, without +tag, and without dots at Gmail.';

create table billing.bound_trials (
    folded_email text not null,
    organization_id uuid not null,
    bound_at timestamptz not null,

    constraint bound_trials_pkey primary key (folded_email),
    constraint bound_trials_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
create index bound_trials_organization_id_idx on billing.bound_trials (organization_id);
comment on table billing.bound_trials is
'Which trial an address has used. Binding only once the address is verified, so that nobody can
burn another person''s trial.';

create table billing.invoices (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    subscription_id uuid,
    number text,
    status text not null,
    billing_reason text,
    collection_method text,
    currency text not null,
    subtotal_cents bigint not null,
    discount_cents bigint not null,
    tax_cents bigint not null,
    total_cents bigint not null,
    amount_due_cents bigint not null,
    amount_paid_cents bigint not null,
    amount_remaining_cents bigint not null,
    amount_refunded_cents bigint not null default 0,
    attempt_count integer not null default 0,
    next_payment_attempt_at timestamptz,
    created_at timestamptz not null,
    issued_at timestamptz,
    due_at timestamptz,
    paid_at timestamptz,
    voided_at timestamptz,
    uncollectible_at timestamptz,
    service_start timestamptz,
    service_end timestamptz,
    hosted_url text,
    pdf_url text,
    stripe_invoice_id text,
    stripe_subscription_id text,

    constraint invoices_pkey primary key (organization_id, id),
    constraint invoices_stripe_invoice_id_key unique (organization_id, stripe_invoice_id),
    constraint invoices_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint invoices_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint invoices_status_check
    check (status in ('draft', 'open', 'paid', 'void', 'uncollectible')),
    constraint invoices_currency_check check (currency ~ '^[a-z]{3}$')
);
create index invoices_subscription_id_idx on billing.invoices (organization_id, subscription_id);
comment on table billing.invoices is 'Bills, in cents of their currency.';
comment on column billing.invoices.service_start is
'The earliest begin of a line''s period; service_end is the latest end.';
comment on column billing.invoices.subscription_id is
'Follows stripe_subscription_id as soon as that subscription is known here.';

create table billing.invoice_lines (
    organization_id uuid not null,
    invoice_id uuid not null,
    id uuid not null default gen_random_uuid(),
    position integer not null,
    description text,
    price_id uuid,
    quantity bigint,
    amount_cents bigint not null,
    currency text not null,
    is_proration boolean not null default false,
    service_start timestamptz,
    service_end timestamptz,
    stripe_line_id text,

    constraint invoice_lines_pkey primary key (organization_id, id),
    constraint invoice_lines_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint invoice_lines_invoice_id_position_key
    unique (organization_id, invoice_id, position),
    constraint invoice_lines_price_id_fkey foreign key (price_id) references catalog.prices (id),
    constraint invoice_lines_currency_check check (currency ~ '^[a-z]{3}$')
);
create index invoice_lines_price_id_idx on billing.invoice_lines (price_id);
comment on table billing.invoice_lines is 'What an invoice is made of. Credits are negative.';

create table billing.payments (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    invoice_id uuid,
    status text not null,
    amount_cents bigint not null,
    currency text not null,
    created_at timestamptz not null,
    paid_at timestamptz,
    stripe_invoice_id text not null,
    stripe_invoice_payment_id text,
    stripe_payment_intent_id text,
    stripe_charge_id text,
    -- What names it within its invoice, in any API version.
    stripe_reference text not null generated always as (
        coalesce(stripe_payment_intent_id, stripe_charge_id, stripe_invoice_payment_id)
    ) stored,

    constraint payments_pkey primary key (organization_id, id),
    constraint payments_stripe_invoice_id_stripe_reference_key
    unique (organization_id, stripe_invoice_id, stripe_reference),
    constraint payments_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint payments_status_check check (status in ('open', 'paid', 'canceled')),
    constraint payments_currency_check check (currency ~ '^[a-z]{3}$'),
    constraint payments_paid_at_check check ((status = 'paid') = (paid_at is not null))
);
create index payments_invoice_id_idx on billing.payments (organization_id, invoice_id);
comment on table billing.payments is 'Money that came in for an invoice.';
comment on column billing.payments.invoice_id is
'Follows stripe_invoice_id as soon as that invoice is known here.';

create table billing.charges (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    invoice_id uuid,
    status text not null,
    amount_cents bigint not null,
    amount_refunded_cents bigint not null default 0,
    currency text not null,
    created_at timestamptz not null,
    stripe_charge_id text not null,
    stripe_payment_intent_id text,
    stripe_invoice_id text,

    constraint charges_pkey primary key (organization_id, id),
    constraint charges_stripe_charge_id_key unique (organization_id, stripe_charge_id),
    constraint charges_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint charges_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint charges_amount_refunded_cents_check
    check (amount_refunded_cents between 0 and amount_cents),
    constraint charges_currency_check check (currency ~ '^[a-z]{3}$')
);
create index charges_invoice_id_idx on billing.charges (organization_id, invoice_id);
comment on table billing.charges is
'What was taken from a card or an account, and how much was given back.';
comment on column billing.charges.invoice_id is
'The invoice it paid: named by the charge itself, or found through the invoice''s payment.';

create table billing.refunds (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    charge_id uuid not null,
    amount_cents bigint not null,
    currency text not null,
    refunded_at timestamptz not null,

    constraint refunds_pkey primary key (organization_id, id),
    constraint refunds_charge_id_refunded_at_key unique (organization_id, charge_id, refunded_at),
    constraint refunds_charge_id_fkey
    foreign key (organization_id, charge_id) references billing.charges (organization_id, id),
    constraint refunds_amount_cents_check check (amount_cents <> 0),
    constraint refunds_currency_check check (currency ~ '^[a-z]{3}$')
);
comment on table billing.refunds is
'Each step by which the refunded amount of a charge grew; negative when a refund failed
afterwards.';

create table billing.disputes (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    invoice_id uuid,
    status text not null,
    reason text not null,
    amount_cents bigint not null,
    currency text not null,
    created_at timestamptz not null,
    closed_at timestamptz,
    stripe_dispute_id text not null,
    stripe_charge_id text not null,
    stripe_payment_intent_id text,

    constraint disputes_pkey primary key (organization_id, id),
    constraint disputes_stripe_dispute_id_key unique (organization_id, stripe_dispute_id),
    constraint disputes_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint disputes_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint disputes_currency_check check (currency ~ '^[a-z]{3}$')
);
create index disputes_invoice_id_idx on billing.disputes (organization_id, invoice_id);
comment on table billing.disputes is 'Charges that a cardholder has contested.';

create table billing.payment_methods (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    type text not null,
    brand text,
    last4 text,
    expires_on date,
    attached_at timestamptz not null,
    stripe_payment_method_id text not null,

    constraint payment_methods_pkey primary key (organization_id, id),
    constraint payment_methods_stripe_payment_method_id_key
    unique (organization_id, stripe_payment_method_id),
    constraint payment_methods_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
comment on table billing.payment_methods is
'Cards and accounts a customer pays with, as far as they may be shown: brand and last digits.';
comment on column billing.payment_methods.expires_on is 'The last day on which a card is good.';

create table billing.stripe_discounts (
    organization_id uuid not null,
    stripe_discount_id text not null,
    terms jsonb not null,

    constraint stripe_discounts_pkey primary key (organization_id, stripe_discount_id),
    constraint stripe_discounts_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
comment on table billing.stripe_discounts is
'What a discount is worth, learned wherever Stripe shows it in full. Most payloads name only its
id.';

create table billing.checkout_sessions (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    requested_by uuid,
    plan_version_id uuid,
    cycle text,
    is_trial_kept boolean not null default true,
    status text not null default 'pending',
    url text,
    payment_status text,
    stripe_session_id text,
    stripe_subscription_id text,
    created_at timestamptz not null,
    expires_at timestamptz,
    superseded_at timestamptz,
    finished_at timestamptz,

    constraint checkout_sessions_pkey primary key (organization_id, id),
    constraint checkout_sessions_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint checkout_sessions_requested_by_fkey
    foreign key (requested_by) references identity.users (id),
    constraint checkout_sessions_plan_version_id_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
    constraint checkout_sessions_cycle_check check (cycle in ('monthly', 'annual')),
    constraint checkout_sessions_status_check
    check (status in ('pending', 'open', 'complete', 'expired', 'failed'))
);
create index checkout_sessions_requested_by_idx on billing.checkout_sessions (requested_by);
create index checkout_sessions_plan_version_id_idx on billing.checkout_sessions (plan_version_id);
-- An organization has one page to pay on. Asking for another supersedes it before Stripe says so.
create unique index checkout_sessions_usable_idx
on billing.checkout_sessions (organization_id)
where status in ('pending', 'open') and superseded_at is null;
comment on table billing.checkout_sessions is
'Visits to Stripe''s checkout page: pending until Stripe has made the page, then open.';
comment on column billing.checkout_sessions.id is
'Also the id of the command that creates the page at Stripe.';
comment on column billing.checkout_sessions.is_trial_kept is
'Whether what is left of the trial stays free; if not, it bills at once.';
comment on column billing.checkout_sessions.superseded_at is
'When a later checkout took its place and Stripe was asked to expire it.';

create table billing.stripe_commands (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    kind text not null,
    params jsonb not null default '{}',
    requested_by uuid,
    depends_on uuid,
    phase text not null default 'send',
    request jsonb,
    idempotency_key text not null,
    status text not null default 'queued',
    attempts integer not null default 0,
    first_attempt_at timestamptz,
    next_attempt_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    request_id text,
    result_url text,
    error jsonb,
    created_at timestamptz not null,
    finished_at timestamptz,

    constraint stripe_commands_pkey primary key (id),
    constraint stripe_commands_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint stripe_commands_requested_by_fkey
    foreign key (requested_by) references identity.users (id),
    constraint stripe_commands_depends_on_fkey
    foreign key (depends_on) references billing.stripe_commands (id),
    constraint stripe_commands_kind_check
    check (
        kind in (
            'customer.create', 'customer.update', 'checkout_session.create',
            'checkout_session.expire', 'portal_session.create', 'subscription.change_plan',
            'subscription.set_add_on', 'subscription.cancel_at_period_end',
            'subscription.undo_cancellation', 'subscription.cancel_now', 'subscription.pause',
            'subscription.resume', 'subscription.extend_trial', 'refund.create'
        )
    ),
    constraint stripe_commands_phase_check check (phase in ('send', 'look')),
    constraint stripe_commands_status_check
    check (status in ('queued', 'running', 'succeeded', 'failed')),
    constraint stripe_commands_finished_at_check
    check ((finished_at is not null) = (status in ('succeeded', 'failed')))
);
create index stripe_commands_due_idx
on billing.stripe_commands (next_attempt_at)
where finished_at is null;
create index stripe_commands_organization_id_idx
on billing.stripe_commands (organization_id, created_at);
create index stripe_commands_requested_by_idx on billing.stripe_commands (requested_by);
create index stripe_commands_depends_on_idx on billing.stripe_commands (depends_on);
-- An organization becomes one customer at Stripe, however many commands wait for it.
create unique index stripe_commands_customer_create_idx
on billing.stripe_commands (organization_id)
where kind = 'customer.create' and finished_at is null;
comment on table billing.stripe_commands is
'What Stripe shall do, written in the transaction that wants it. A local queue, keyed by id, so that
a worker can claim across tenants.';
comment on column billing.stripe_commands.phase is
'send: carry it out. look: find out at Stripe whether it was, for the key protects no more.';
comment on column billing.stripe_commands.request is
'{"method", "path", "params"} as first sent: an idempotency key may only repeat the same request.';
comment on column billing.stripe_commands.idempotency_key is
'The id, and after a look that found nothing done another one.';
comment on column billing.stripe_commands.first_attempt_at is
'When the request was first sent under its key; of a look, when it was last sent.';
comment on column billing.stripe_commands.attempts is
'Also the fencing token: an answer to an earlier attempt than this one is not recorded.';
comment on column billing.stripe_commands.error is
'{"code", "message"} for the asker, and "internal" for the staff.';

alter table billing.customers enable row level security;
alter table billing.stripe_objects enable row level security;
alter table billing.stripe_snapshots enable row level security;
alter table billing.subscriptions enable row level security;
alter table billing.subscription_items enable row level security;
alter table billing.subscription_facts enable row level security;
alter table billing.subscription_versions enable row level security;
alter table billing.subscription_transitions enable row level security;
alter table billing.trials enable row level security;
alter table billing.bound_trials enable row level security;
alter table billing.invoices enable row level security;
alter table billing.invoice_lines enable row level security;
alter table billing.payments enable row level security;
alter table billing.charges enable row level security;
alter table billing.refunds enable row level security;
alter table billing.disputes enable row level security;
alter table billing.payment_methods enable row level security;
alter table billing.stripe_discounts enable row level security;
alter table billing.checkout_sessions enable row level security;
alter table billing.stripe_commands enable row level security;
