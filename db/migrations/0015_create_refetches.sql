-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid
-- squawk-ignore-file require-concurrent-index-creation
-- The lists only grow, and the tables are small where this runs for the first time.

-- What events leave open is asked of Stripe. A question is a command like any other, but reads
-- only: it may be asked again and again, and may take several pages.

alter table billing.stripe_commands
add column progress jsonb,
drop constraint stripe_commands_kind_check,
add constraint stripe_commands_kind_check
check (
    kind in (
        'customer.create', 'customer.update', 'checkout_session.create',
        'checkout_session.expire', 'portal_session.create', 'subscription.change_plan',
        'subscription.set_add_on', 'subscription.cancel_at_period_end',
        'subscription.undo_cancellation', 'subscription.cancel_now', 'subscription.pause',
        'subscription.resume', 'subscription.extend_trial', 'refund.create', 'object.fetch'
    )
) not valid;
alter table billing.stripe_commands validate constraint stripe_commands_kind_check;

comment on column billing.stripe_commands.progress is
'What the pages read so far have brought, and when the first of them was asked for.';

-- An object is asked for once at a time.
create unique index stripe_commands_object_fetch_idx
on billing.stripe_commands ((params ->> 'object_id'))
where kind = 'object.fetch' and finished_at is null;

alter table billing.stripe_objects
add column refetch_attempts integer not null default 0,
add column refetch_at timestamptz;

create index stripe_objects_refetch_at_idx
on billing.stripe_objects (refetch_at nulls first)
where refetch_reason is not null;

comment on column billing.stripe_objects.refetch_attempts is
'How often it was asked since it was marked.';
comment on column billing.stripe_objects.refetch_at is
'When to ask again, in real time, should the mark still be there; null until somebody has asked.';
comment on column billing.stripe_snapshots.tie_break is
'A count that only grows, for equal ranks: an invoice''s attempts, a charge''s refunded cents. Of
what we asked ourselves the microseconds within the second.';

-- What was given up lately is counted again and again.
create index stripe_commands_failed_idx
on billing.stripe_commands (finished_at)
where status = 'failed';
create index emails_failed_idx on notify.emails (finished_at) where status = 'failed';
