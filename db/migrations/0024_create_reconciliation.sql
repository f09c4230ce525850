-- squawk-ignore-file ban-drop-not-null
-- One kind of command is nobody's: the check that follows keeps it to that kind.

-- What webhooks did not bring is fetched: events that were missed, and lists of what there is. Such
-- a question belongs to no organization.

alter table billing.stripe_commands
alter column organization_id drop not null,
-- squawk-ignore ban-drop-constraint
drop constraint stripe_commands_kind_check,
add constraint stripe_commands_kind_check
check (
    kind in (
        'customer.create', 'customer.update', 'checkout_session.create',
        'checkout_session.expire', 'portal_session.create', 'subscription.change_plan',
        'subscription.set_add_on', 'subscription.cancel_at_period_end',
        'subscription.undo_cancellation', 'subscription.cancel_now', 'subscription.pause',
        'subscription.resume', 'subscription.extend_trial', 'refund.create', 'invoice.pay',
        'object.fetch', 'objects.list'
    )
) not valid,
add constraint stripe_commands_organization_id_check
check ((organization_id is null) = (kind = 'objects.list')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table billing.stripe_commands validate constraint stripe_commands_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table billing.stripe_commands validate constraint stripe_commands_organization_id_check;

comment on column billing.stripe_commands.organization_id is
'Whom it is about; null for what is asked for the whole platform.';

-- A list is read once at a time.
-- squawk-ignore require-concurrent-index-creation
create unique index stripe_commands_objects_list_idx
on billing.stripe_commands ((params ->> 'object_kind'))
where kind = 'objects.list' and finished_at is null;

create table billing.reconciliations (
    command_id uuid not null,
    object_kind text not null,
    oldest_at timestamptz,
    asked_at timestamptz not null,
    listed bigint not null default 0,
    missing bigint not null default 0,
    finished_at timestamptz,

    constraint reconciliations_pkey primary key (command_id),
    constraint reconciliations_command_id_fkey
    foreign key (command_id) references billing.stripe_commands (id)
);
create index reconciliations_asked_at_idx on billing.reconciliations (object_kind, asked_at);
comment on table billing.reconciliations is
'Lists of Stripe''s that were read, from the first page on. Those of events say up to when we have
heard everything: until the last one that was read to its end was asked for.';
comment on column billing.reconciliations.object_kind is
'event, or what is compared: customer, subscription, invoice.';
comment on column billing.reconciliations.oldest_at is
'In Stripe''s time: what was created before is not listed; null lists everything.';
comment on column billing.reconciliations.asked_at is
'When the first page was asked for, in Stripe''s time.';
comment on column billing.reconciliations.missing is 'How many of them we did not know.';
comment on column billing.reconciliations.finished_at is 'In real time.';

create unlogged table billing.listed_objects (
    command_id uuid not null,
    stripe_id text not null,

    constraint listed_objects_pkey primary key (command_id, stripe_id),
    constraint listed_objects_command_id_fkey
    foreign key (command_id) references billing.stripe_commands (id)
);
comment on table billing.listed_objects is
'What a list has shown so far; at its end it tells what Stripe did not list, and is emptied. Losing
it in a crash means to ask for each of them.';

create table billing.stripe_drifts (
    id bigint generated always as identity,
    object_id text not null,
    object_kind text not null,
    organization_id uuid,
    side text not null,
    field text not null,
    ours jsonb,
    theirs jsonb,
    found_at timestamptz not null,
    resolved_at timestamptz,
    resolution text,

    constraint stripe_drifts_pkey primary key (id),
    constraint stripe_drifts_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint stripe_drifts_side_check check (side in ('stripe', 'rows')),
    constraint stripe_drifts_resolution_check check (
        resolution in ('repaired', 'taken_in', 'gone')
    ),
    constraint stripe_drifts_resolved_at_check
    check ((resolved_at is not null) = (resolution is not null))
);
create unique index stripe_drifts_open_idx
on billing.stripe_drifts (object_id, side, field)
where resolved_at is null;
create index stripe_drifts_organization_id_idx on billing.stripe_drifts (organization_id, found_at);
comment on table billing.stripe_drifts is
'Where we and Stripe differed, one open row for each field.';
comment on column billing.stripe_drifts.side is
'stripe: it says something else than what we last heard of it. rows: our tables say something else
than what we heard.';
comment on column billing.stripe_drifts.field is
'In the normal form of the object; row when only one side has the object at all.';
comment on column billing.stripe_drifts.resolution is
'repaired: ours was brought to theirs. taken_in: we did not have it. gone: it differs no more.';

alter table billing.reconciliations enable row level security;
alter table billing.listed_objects enable row level security;
alter table billing.stripe_drifts enable row level security;

insert into util.settings (key, value, description)
values (
    'stripe_drift_policy', '"repair"',
    'repair: what differs from Stripe is brought to what Stripe says. report: it is only shown'
);
