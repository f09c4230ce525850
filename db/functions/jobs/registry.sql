-- The list of all jobs, in the order of their schemas; whoever adds one adds its line here.
-- Repeatable: rows follow this file at every deploy, and pg_cron's entries follow the rows.
--
-- A function of a job for each clock is schema.name(for_organization_id uuid), any other is
-- schema.name(); both return bigint, how many rows were handled. Each handles all that is due up to
-- now and changes nothing when it is called again. Schedules have five fields, in UTC.
with wanted (name, schedule, function, timeout_seconds, is_per_clock, description) as (
    values
    -- audit
    (
        'seal_audit_entries', '*/5 * * * *', 'audit.seal_entries', 120, false,
        'Seals what was recorded since, so that nobody can change it unnoticed'
    ),
    (
        'check_seals', '20 4 * * *', 'audit.check_seals', 3600, false,
        'Raises an alarm where the audit is not as it was sealed'
    ),
    -- webhooks
    (
        'purge_webhook_events', '40 3 * * *', 'webhooks.purge_events', 300, false,
        'Forgets what customers were told, 30 days after the last of it was settled'
    ),

    -- jobs
    (
        'purge_job_runs', '10 3 * * *', 'jobs.purge_runs', 300, false,
        'Deletes runs of jobs of more than 90 days ago, after two days those that found nothing'
    ),
    -- identity
    (
        'purge_throttles', '50 2 * * *', 'identity.purge_throttles', 300, false,
        'Deletes counts of tries that limit nobody any more'
    ),
    (
        'purge_one_time_tokens', '52 2 * * *', 'identity.purge_one_time_tokens', 300, false,
        'Deletes tokens of links that have long been dead'
    ),
    (
        'purge_refresh_tokens', '54 2 * * *', 'identity.purge_refresh_tokens', 600, false,
        'Deletes refresh tokens that have expired'
    ),
    (
        'purge_sessions', '56 2 * * *', 'identity.purge_sessions', 600, false,
        'Deletes sessions that ended before the time for which they are kept'
    ),
    (
        'expire_invitations', '15 * * * *', 'identity.expire_invitations', 60, true,
        'Frees the seats of invitations that nobody has accepted in time'
    ),
    (
        'expire_second_factors', '40 * * * *', 'identity.expire_second_factors', 60, false,
        'Deletes secrets of second factors that were shown and not confirmed within an hour'
    ),
    -- notify
    (
        'purge_email_data', '58 2 * * *', 'notify.purge_email_data', 600, false,
        'Forgets what stood in mails after the time for which it is kept'
    ),
    -- billing
    (
        'expire_checkout_sessions', '35 * * * *', 'billing.expire_checkout_sessions', 60, true,
        'Closes pages to pay on that have expired, if Stripe has not said so'
    ),
    (
        'expire_trials', '0 2 * * *', 'billing.expire_trials', 600, true,
        'Ends trials whose time is up: the organization becomes read-only, and is told'
    ),
    (
        'remind_trials', '5 * * * *', 'billing.remind_trials', 300, true,
        'Queues the letters 7, 3 and 1 days before a trial ends'
    ),
    (
        'apply_pending_changes', '* * * * *', 'billing.apply_pending_changes', 60, true,
        'Has Stripe make what customers want changed at the end of their period'
    ),
    (
        'release_reservations', '45 3 * * *', 'billing.release_reservations', 60, true,
        'Gives back coupons that were reserved a week ago for a checkout that nobody began'
    ),
    (
        'pause_suspended', '25 * * * *', 'billing.pause_all_suspended', 60, false,
        'Has Stripe pause what it still bills of organizations that the staff have suspended'
    ),
    (
        'fetch_marked_objects', '* * * * *', 'billing.fetch_marked_objects', 60, false,
        'Asks Stripe about objects whose events do not decide what they are'
    ),
    (
        'fetch_missed_events', '*/15 * * * *', 'billing.fetch_missed_events', 60, false,
        'Asks Stripe for the events that may not have reached us'
    ),
    (
        'compare_with_stripe', '20 1 * * *', 'billing.compare_with_stripe', 60, false,
        'Asks Stripe for all customers, subscriptions and invoices, to be compared with ours'
    ),
    (
        'compare_rows', '10 1 * * *', 'billing.compare_rows', 3600, false,
        'Compares our rows with what Stripe said, and repairs them'
    ),
    (
        'redact_erased', '*/5 * * * *', 'billing.redact_erased', 300, false,
        'Takes out of what Stripe has said since what was erased'
    ),
    (
        'renew_manual_subscriptions', '20 * * * *', 'billing.renew_manual_subscriptions', 600, true,
        'Begins the periods of sales-led subscriptions, and issues their invoices'
    ),
    (
        'advance_migrations', '50 * * * *', 'billing.advance_migrations', 600, true,
        'Moves those whose plan is to become another version'
    ),
    (
        'advance_dunning', '35 * * * *', 'billing.advance_dunning', 300, true,
        'Takes the steps that are due where an invoice was not paid'
    ),
    -- usage
    (
        'snapshot_usage', '0 */6 * * *', 'usage.snapshot_usage', 600, true,
        'Writes down what every organization uses and may use, and raises alerts'
    ),
    (
        'start_grace', '25 * * * *', 'usage.start_grace', 600, true,
        'Starts the grace of limits that are exceeded because they have fallen'
    ),
    (
        'assess_risks', '*/15 * * * *', 'usage.assess_risks', 600, true,
        'Finds customers who may be lost, and those who have reached a limit'
    ),
    (
        'create_usage_partitions', '20 3 * * *', 'usage.create_partitions', 60, false,
        'Makes the partitions of usage events and snapshots for the months ahead'
    ),
    (
        'purge_usage_events', '30 3 * * *', 'usage.purge_events', 600, false,
        'Drops the partitions of usage events past their retention, if they are rolled up'
    ),
    (
        'purge_usage_snapshots', '40 3 * * *', 'usage.purge_snapshots', 60, false,
        'Drops the partitions of snapshots of usage past their retention'
    ),
    (
        'mark_expired_entitlements', '*/5 * * * *', 'usage.mark_expired_entitlements', 60, true,
        'Has webhooks told of overrides and trials that have expired by themselves'
    ),
    -- admin
    (
        'check_invariants', '50 * * * *', 'admin.check_invariants', 900, false,
        'Raises an alarm for what must never be, and resolves it when it is no more'
    ),
    -- analytics
    (
        'store_forecasts', '15 2 1 * *', 'analytics.store_forecasts', 600, false,
        'Keeps the revenue forecast of every complete month, to be compared with what comes'
    ),
    (
        'refresh_totals', '*/5 * * * *', 'analytics.refresh_totals', 600, false,
        'Refreshes the totals from which the revenue series are answered quickly'
    )
),

gone as (
    delete from jobs.registry as g
    where g.name not in (select w.name from wanted as w)
)

insert into jobs.registry as g (
    name, schedule, function, timeout_seconds, is_per_clock, description, registered_at
)
select
    w.name,
    w.schedule,
    w.function,
    w.timeout_seconds,
    w.is_per_clock,
    w.description,
    util.wall_clock()
from wanted as w
on conflict (name) do update
    set
        schedule = excluded.schedule,
        function = excluded.function,
        timeout_seconds = excluded.timeout_seconds,
        is_per_clock = excluded.is_per_clock,
        description = excluded.description
    where (g.schedule, g.function, g.timeout_seconds, g.is_per_clock, g.description)
    is distinct from (
        excluded.schedule, excluded.function, excluded.timeout_seconds, excluded.is_per_clock,
        excluded.description
    );

select jobs.require_functions();
