-- What follows when a payment fails: a policy of steps, cases it is applied to, steps taken.

create table billing.dunning_policies (
    code text not null,
    is_default boolean not null default false,
    description text not null,

    constraint dunning_policies_pkey primary key (code)
);
create unique index dunning_policies_default_idx
on billing.dunning_policies (is_default)
where is_default;
comment on table billing.dunning_policies is
'How the owner of an unpaid invoice is reminded and, in the end, restricted.';

create table billing.dunning_steps (
    policy_code text not null,
    position integer not null,
    after_days integer not null,
    email_kind text,
    restriction text not null default 'none',
    is_payment_retried boolean not null default false,

    constraint dunning_steps_pkey primary key (policy_code, position),
    constraint dunning_steps_policy_code_fkey
    foreign key (policy_code) references billing.dunning_policies (code),
    constraint dunning_steps_after_days_check check (after_days >= 0),
    constraint dunning_steps_restriction_check
    check (restriction in ('none', 'banner', 'read_only', 'suspend'))
);
comment on table billing.dunning_steps is
'The steps of a policy, in order. restriction: banner asks in the app, read_only refuses business
writes, suspend ends the access and the revenue; what a step restricts stays until it is paid.';
comment on column billing.dunning_steps.after_days is 'Days of 24 hours after the case was opened.';

insert into billing.dunning_policies (code, is_default, description)
values ('default', true, 'Three letters, two retries; read-only after two weeks, then suspended');

insert into billing.dunning_steps (
    policy_code, position, after_days, email_kind, restriction, is_payment_retried
)
values
('default', 1, 0, 'payment_failed', 'none', false),
('default', 2, 3, 'payment_reminder', 'none', true),
('default', 3, 7, 'payment_reminder', 'banner', true),
('default', 4, 14, null, 'read_only', false),
('default', 5, 21, null, 'suspend', false);

create table billing.dunning_cases (
    organization_id uuid not null,
    id uuid not null default gen_random_uuid(),
    subscription_id uuid not null,
    invoice_id uuid not null,
    policy_code text not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    outcome text,

    constraint dunning_cases_pkey primary key (organization_id, id),
    constraint dunning_cases_invoice_id_key unique (organization_id, invoice_id),
    constraint dunning_cases_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint dunning_cases_subscription_id_fkey
    foreign key (organization_id, subscription_id)
    references billing.subscriptions (organization_id, id),
    constraint dunning_cases_policy_code_fkey
    foreign key (policy_code) references billing.dunning_policies (code),
    constraint dunning_cases_outcome_check
    check (outcome in ('paid', 'void', 'uncollectible', 'canceled')),
    constraint dunning_cases_closed_at_check check ((closed_at is null) = (outcome is null))
);
create index dunning_cases_subscription_id_idx
on billing.dunning_cases (organization_id, subscription_id);
create index dunning_cases_policy_code_idx on billing.dunning_cases (policy_code);
create index dunning_cases_open_idx on billing.dunning_cases (opened_at) where closed_at is null;
comment on table billing.dunning_cases is
'Invoices that should have been paid: one case each, from the first failure to the end.';
comment on column billing.dunning_cases.outcome is
'paid, void (we took it back), uncollectible (we gave up), canceled (the subscription ended).';

create table billing.dunning_actions (
    organization_id uuid not null,
    case_id uuid not null,
    position integer not null,
    taken_at timestamptz not null,
    is_email_skipped boolean not null default false,
    command_id uuid,

    constraint dunning_actions_pkey primary key (organization_id, case_id, position),
    constraint dunning_actions_case_id_fkey
    foreign key (organization_id, case_id)
    references billing.dunning_cases (organization_id, id)
);
comment on table billing.dunning_actions is
'What was done in a case, each step once.';
comment on column billing.dunning_actions.is_email_skipped is
'Whether a later step was due at the same moment, whose letter says more.';
comment on column billing.dunning_actions.command_id is
'The command that had the payment retried.';

alter table billing.stripe_commands
-- squawk-ignore ban-drop-constraint
drop constraint stripe_commands_kind_check,
add constraint stripe_commands_kind_check
check (
    kind in (
        'customer.create', 'customer.update', 'checkout_session.create',
        'checkout_session.expire', 'portal_session.create', 'subscription.change_plan',
        'subscription.set_add_on', 'subscription.cancel_at_period_end',
        'subscription.undo_cancellation', 'subscription.cancel_now', 'subscription.pause',
        'subscription.resume', 'subscription.extend_trial', 'refund.create', 'object.fetch',
        'invoice.pay'
    )
) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table billing.stripe_commands validate constraint stripe_commands_kind_check;

-- What is open is looked through again and again.
-- squawk-ignore require-concurrent-index-creation
create index invoices_open_idx on billing.invoices (organization_id) where status = 'open';

alter table billing.dunning_policies enable row level security;
alter table billing.dunning_steps enable row level security;
alter table billing.dunning_cases enable row level security;
alter table billing.dunning_actions enable row level security;
