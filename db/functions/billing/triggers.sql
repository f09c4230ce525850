create trigger subscription_facts_refuse_change
before update or delete on billing.subscription_facts
for each row
execute function billing.refuse_change();

create trigger subscription_facts_refuse_truncate
before truncate on billing.subscription_facts
for each statement
execute function billing.refuse_change();

create trigger stripe_prices_link_line
after insert on catalog.stripe_prices
referencing new table as inserted
for each statement
execute function billing.link_invoice_lines();

-- The audit. What happened here, and what people ask for, is recorded whoever brings it.
create trigger subscription_facts_record_change
after insert on billing.subscription_facts
for each row
execute function audit.record_change();

create trigger pending_changes_record_change
after insert or update or delete on billing.pending_changes
for each row
execute function audit.record_change();

create trigger coupon_redemptions_record_change
after insert or update or delete on billing.coupon_redemptions
for each row
execute function audit.record_change();

create trigger profiles_record_change
after insert or update or delete on billing.profiles
for each row
execute function audit.record_change();

create trigger contracts_record_change
after insert or update or delete on billing.contracts
for each row
execute function audit.record_change();

create trigger credit_notes_record_change
after insert or update or delete on billing.credit_notes
for each row
execute function audit.record_change();

create trigger migrations_record_change
after insert or update or delete on billing.migrations
for each row
execute function audit.record_change();

create trigger dunning_policies_record_change
after insert or update or delete on billing.dunning_policies
for each row
execute function audit.record_change();

create trigger dunning_steps_record_change
after insert or update or delete on billing.dunning_steps
for each row
execute function audit.record_change();

create trigger subscription_transitions_record_change
after insert or update or delete on billing.subscription_transitions
for each row
execute function audit.record_change();

-- What is asked of Stripe: by whomever it was asked, and whoever else makes or alters a command.
-- Its way through the queue is the worker's, and told by the command itself.
create trigger stripe_commands_record_change
after insert on billing.stripe_commands
for each row
when (
    new.requested_by is not null
    or (
        session_user not in ('sidecar', 'authenticator')
        and new.kind not in ('object.fetch', 'objects.list')
    )
)
execute function audit.record_change();

create trigger stripe_commands_record_course
after update or delete on billing.stripe_commands
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

-- What the sidecar writes is Stripe's word: its events and the bitemporal history are that record,
-- and this is the path on which speed counts. Nobody else can be session_user sidecar. Rows of
-- others are recorded where they change; that they came to be is told by facts, commands, imports.
create trigger subscriptions_record_change
after update or delete on billing.subscriptions
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger invoices_record_change
after update or delete on billing.invoices
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger invoice_lines_record_change
after update or delete on billing.invoice_lines
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger payments_record_change
after update or delete on billing.payments
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger charges_record_change
after update or delete on billing.charges
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger refunds_record_change
after update or delete on billing.refunds
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger disputes_record_change
after update or delete on billing.disputes
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger payment_methods_record_change
after update or delete on billing.payment_methods
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger customers_record_change
after update or delete on billing.customers
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger checkout_sessions_record_change
after update or delete on billing.checkout_sessions
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger subscription_items_record_change
after update or delete on billing.subscription_items
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger stripe_snapshots_record_change
after update or delete on billing.stripe_snapshots
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger dunning_cases_record_change
after insert or update or delete on billing.dunning_cases
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger dunning_actions_record_change
after insert or update or delete on billing.dunning_actions
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

-- Whose an object is; what is to be asked of Stripe about it is noted by jobs.
create trigger stripe_objects_record_change
after update of stripe_id, object_kind, organization_id, local_id or delete
on billing.stripe_objects
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

-- Written once. A document that is there is the same for ever.
create trigger invoice_documents_record_change
after update of organization_id, invoice_id, data, pdf or delete on billing.invoice_documents
for each row
when (old.status = 'ready')
execute function audit.record_change();

create trigger trials_record_change
after update or delete on billing.trials
for each row
execute function audit.record_change();

create trigger bound_trials_record_change
after update or delete on billing.bound_trials
for each row
execute function audit.record_change();

create trigger imported_customers_record_change
after update or delete on billing.imported_customers
for each row
execute function audit.record_change();

create trigger payments_record_payment
after insert on billing.payments
for each row
when (new.recorded_by is not null)
execute function audit.record_change();

-- A version ends by its known_during; anything else would rewrite history.
create trigger subscription_versions_record_change
after update on billing.subscription_versions
for each row
when (
    session_user <> 'sidecar'
    and (
        old.valid_during, lower(old.known_during), old.status, old.access, old.list_arr_cents,
        old.net_arr_cents, old.items, old.plan_version_id
    ) is distinct from (
        new.valid_during, lower(new.known_during), new.status, new.access, new.list_arr_cents,
        new.net_arr_cents, new.items, new.plan_version_id
    )
)
execute function audit.record_change();

create trigger subscription_versions_record_loss
after delete on billing.subscription_versions
for each row
when (session_user <> 'sidecar')
execute function audit.record_change();

create trigger refund_notes_record_change
after insert or update or delete on billing.refund_notes
for each row
execute function audit.record_change();
