-- What customers change about a subscription: now or at the period's end, and why they leave.

create table catalog.cancellation_reasons (
    code text not null,
    description text not null,
    position integer not null,
    stripe_feedback text not null default 'other',

    constraint cancellation_reasons_pkey primary key (code),
    constraint cancellation_reasons_position_key unique (position),
    constraint cancellation_reasons_code_check check (code ~ '^[a-z_]{1,40}$'),
    constraint cancellation_reasons_stripe_feedback_check
    check (
        stripe_feedback in (
            'customer_service', 'low_quality', 'missing_features', 'other', 'switched_service',
            'too_complex', 'too_expensive', 'unused'
        )
    )
);
comment on table catalog.cancellation_reasons is
'The reasons for leaving that a customer can choose from. Rows may be added, but a code that was
given stays what it means.';
comment on column catalog.cancellation_reasons.stripe_feedback is
'Stripe''s nearest word, for its own reports.';

insert into catalog.cancellation_reasons (code, description, position, stripe_feedback)
values
('too_expensive', 'It costs too much', 1, 'too_expensive'),
('missing_features', 'Something we need is missing', 2, 'missing_features'),
('switched_service', 'We use something else now', 3, 'switched_service'),
('unused', 'We do not use it enough', 4, 'unused'),
('too_complex', 'It is too hard to use', 5, 'too_complex'),
('low_quality', 'It does not work well enough', 6, 'low_quality'),
('customer_service', 'We were not helped well', 7, 'customer_service'),
('business_closed', 'The plant or the business closes', 8, 'other'),
('other', 'Something else', 9, 'other');

create table billing.pending_changes (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    subscription_id uuid not null,
    price_id uuid,
    add_on_code text,
    quantity bigint,
    effective_at timestamptz not null,
    status text not null default 'pending',
    attempts integer not null default 0,
    command_id uuid,
    error jsonb,
    requested_by uuid,
    requested_at timestamptz not null,
    finished_at timestamptz,

    constraint pending_changes_pkey primary key (organization_id, id),
    constraint pending_changes_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint pending_changes_price_id_fkey
    foreign key (price_id) references catalog.prices (id),
    constraint pending_changes_add_on_code_fkey
    foreign key (add_on_code) references catalog.add_ons (code),
    constraint pending_changes_requested_by_fkey
    foreign key (requested_by) references identity.users (id),
    constraint pending_changes_subject_check
    check ((price_id is null) <> (add_on_code is null)),
    constraint pending_changes_quantity_check
    check ((quantity is null) = (add_on_code is null) and quantity >= 0),
    constraint pending_changes_status_check
    check (status in ('pending', 'applying', 'applied', 'canceled', 'superseded', 'failed')),
    constraint pending_changes_finished_at_check
    check ((finished_at is null) = (status in ('pending', 'applying')))
);
-- One of a kind waits: of the plan, and of each add-on.
create unique index pending_changes_open_idx
on billing.pending_changes (organization_id, subscription_id, coalesce(add_on_code, ''))
where finished_at is null;
create index pending_changes_due_idx
on billing.pending_changes (effective_at)
where finished_at is null;
create index pending_changes_subscription_id_idx
on billing.pending_changes (organization_id, subscription_id);
create index pending_changes_price_id_idx on billing.pending_changes (price_id);
create index pending_changes_add_on_code_idx on billing.pending_changes (add_on_code);
create index pending_changes_requested_by_idx on billing.pending_changes (requested_by);
comment on table billing.pending_changes is
'What becomes of a subscription at the end of a period: another plan or cycle (price_id), or less of
an add-on (quantity is what is left of it).';
comment on column billing.pending_changes.command_id is
'The command that last asked Stripe for it: of a local queue, to which nothing is bound.';
comment on column billing.pending_changes.status is
'pending, applying (Stripe is being asked), applied; canceled by the customer, superseded by another
change or by the end of the subscription, failed for good.';

alter table catalog.cancellation_reasons enable row level security;
alter table billing.pending_changes enable row level security;

-- Why somebody left is a fact of ours: Stripe knows eight words for it.
-- squawk-ignore ban-drop-constraint
alter table billing.subscription_facts drop constraint subscription_facts_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table billing.subscription_facts add constraint subscription_facts_kind_check
check (
    kind in (
        'trial_started', 'trial_extended', 'trial_converted', 'hold_placed', 'hold_released',
        'canceled', 'cancellation_requested', 'cancellation_refused'
    )
);

insert into billing.subscription_transitions (command, from_status, to_status)
values
-- Who owes something pays it first; what is paused or suspended is resumed first.
('change_plan', 'active', 'active'),
('change_plan', 'trialing', 'trialing'),
('set_add_on', 'active', 'active'),
('set_add_on', 'trialing', 'trialing'),
('cancel_subscription', 'active', 'active'),
('cancel_subscription', 'trialing', 'trialing'),
('cancel_subscription', 'past_due', 'past_due'),
('cancel_subscription', 'paused', 'paused'),
-- At once only where nothing that is paid for would be lost.
('cancel_at_once', 'trialing', 'canceled'),
('cancel_at_once', 'past_due', 'canceled'),
('cancel_at_once', 'paused', 'canceled'),
('cancel_at_once', 'suspended', 'canceled'),
('undo_cancellation', 'active', 'active'),
('undo_cancellation', 'trialing', 'trialing'),
('undo_cancellation', 'past_due', 'past_due'),
('undo_cancellation', 'paused', 'paused'),
('pause_subscription', 'active', 'paused'),
('resume_subscription', 'paused', 'active');

insert into util.settings (key, value, description)
values
(
    'pending_change_lead_minutes', '10',
    'How long before the end of a period Stripe is told what changes with the next one'
);

-- What is left of a period is credited by what it was paid with.
alter table billing.invoice_lines add column discount_cents bigint not null default 0;
comment on column billing.invoice_lines.discount_cents is
'What discounts take off amount_cents.';

create table catalog.coupons (
    code text not null,
    name text not null,
    percent_off numeric(5, 2),
    amount_off_cents bigint,
    currency text,
    duration text not null,
    duration_months integer,
    plan_codes text[],
    max_redemptions bigint,
    expires_at timestamptz,
    times_redeemed bigint not null default 0,
    stripe_coupon_id text,
    reason text not null,
    created_by uuid not null,
    created_at timestamptz not null,
    withdrawn_at timestamptz,

    constraint coupons_pkey primary key (code),
    constraint coupons_code_check check (code ~ '^[A-Z0-9_-]{3,40}$'),
    constraint coupons_percent_off_check check (percent_off > 0 and percent_off <= 100),
    constraint coupons_amount_off_cents_check check (amount_off_cents > 0),
    constraint coupons_value_check check ((percent_off is null) <> (amount_off_cents is null)),
    constraint coupons_currency_check
    check ((currency is null) = (amount_off_cents is null) and currency ~ '^[a-z]{3}$'),
    constraint coupons_duration_check check (duration in ('once', 'repeating', 'forever')),
    constraint coupons_duration_months_check
    check ((duration_months is null) = (duration <> 'repeating') and duration_months > 0),
    constraint coupons_times_redeemed_check
    check (times_redeemed >= 0 and times_redeemed <= max_redemptions)
);
comment on table catalog.coupons is
'What somebody with the code pays less. Its terms never change; Stripe bills by them.';
comment on column catalog.coupons.plan_codes is
'The plans that it is redeemed for; null is all. What was redeemed stays when the plan changes.';
comment on column catalog.coupons.times_redeemed is
'How often it was redeemed or is reserved, counted in the transaction that does it.';
comment on column catalog.coupons.stripe_coupon_id is 'Stripe''s coupon; null until it has one.';
comment on column catalog.coupons.reason is 'Why the staff made it.';
alter table catalog.coupons enable row level security;

create table billing.coupon_redemptions (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    coupon_code text not null,
    status text not null,
    command_id uuid,
    requested_by uuid,
    requested_at timestamptz not null,
    finished_at timestamptz,

    constraint coupon_redemptions_pkey primary key (organization_id, id),
    constraint coupon_redemptions_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint coupon_redemptions_coupon_code_fkey
    foreign key (coupon_code) references catalog.coupons (code),
    constraint coupon_redemptions_requested_by_fkey
    foreign key (requested_by) references identity.users (id),
    constraint coupon_redemptions_status_check
    check (status in ('reserved', 'redeeming', 'redeemed', 'released')),
    constraint coupon_redemptions_finished_at_check
    check ((finished_at is not null) = (status in ('redeemed', 'released')))
);
-- An organization profits from a coupon once, and has one in hand for the checkout.
create unique index coupon_redemptions_coupon_code_idx
on billing.coupon_redemptions (organization_id, coupon_code)
where status <> 'released';
create unique index coupon_redemptions_reserved_idx
on billing.coupon_redemptions (organization_id)
where status = 'reserved';
create index coupon_redemptions_coupon_idx on billing.coupon_redemptions (coupon_code);
create index coupon_redemptions_requested_by_idx on billing.coupon_redemptions (requested_by);
comment on table billing.coupon_redemptions is
'Who has redeemed which coupon: reserved for the next checkout, redeeming (Stripe is being asked),
redeemed, or released because nothing came of it.';
alter table billing.coupon_redemptions enable row level security;

alter table billing.checkout_sessions add column coupon_code text;
comment on column billing.checkout_sessions.coupon_code is 'The coupon that the page takes off.';

insert into billing.subscription_transitions (command, from_status, to_status)
values
('apply_coupon', 'active', 'active'),
('apply_coupon', 'trialing', 'trialing'),
('apply_coupon', 'past_due', 'past_due');
