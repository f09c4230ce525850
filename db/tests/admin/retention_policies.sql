-- What is forgotten by itself: of each kind what is too old, nothing younger, nothing that is still
-- needed, and nothing twice. What the law or the contract wants stays whatever is set.
begin;
\ir ../_helpers.sql
select plan(21);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select billing.start_trial(:'acme', :'owner') \gset

-- Each plants a row that became that many days old: as the job looks at it, so that it is what is
-- too old, or too young, by a day; and one that is as old, but still needed.
create table tests.policies (key text, job text, plant text, needed text, remaining text);
insert into tests.policies (key, job, plant, needed, remaining)
values
(
    'email_retention_days', 'purge_email_data',
    'insert into notify.emails (
        organization_id, kind, recipient, data, dedupe_key, status, next_attempt_at, created_at,
        finished_at
    )
    select
        %2$L, ''verify_email'', ''x@example.com'', ''{"word": 1}'', gen_random_uuid()::text, ''sent'',
        t.at, t.at, t.at
    from (values (util.wall_clock() - interval ''%1$s days'')) as t (at)',
    'insert into notify.emails (
        organization_id, kind, recipient, data, dedupe_key, next_attempt_at, created_at
    )
    select %2$L, ''verify_email'', ''x@example.com'', ''{"word": 1}'', gen_random_uuid()::text, t.at, t.at
    from (values (util.wall_clock() - interval ''%1$s days'')) as t (at)',
    'select count(*) from notify.emails where data = ''{"word": 1}'''
),
(
    'throttle_retention_days', 'purge_throttles',
    'insert into identity.throttles (key, tries, window_started_at)
    values (
        ''retained'' || gen_random_uuid(), 1, util.wall_clock() - interval ''%1$s days''
    )',
    'insert into identity.throttles (key, tries, window_started_at)
    values (''retained'' || gen_random_uuid(), 1, util.wall_clock())',
    'select count(*) from identity.throttles where key like ''retained%%'''
),
(
    'session_retention_days', 'purge_sessions',
    'insert into identity.sessions (
        kind, user_id, organization_id, created_at, expires_at
    )
    values (
        ''user'', %3$L, %2$L, util.wall_clock() - interval ''%1$s days 1 hour'',
        util.wall_clock() - interval ''%1$s days''
    )',
    'insert into identity.sessions (kind, user_id, organization_id, created_at, expires_at)
    values (
        ''user'', %3$L, %2$L, util.wall_clock() - interval ''%1$s days'',
        util.wall_clock() + interval ''1 hour''
    )',
    'select count(*) from identity.sessions where user_id = %3$L'
),
(
    'one_time_token_retention_days', 'purge_one_time_tokens',
    'insert into identity.one_time_tokens (token_hash, purpose, user_id, created_at, expires_at)
    values (
        ext.gen_random_bytes(9), ''verify_email'', %3$L, util.wall_clock() - interval ''%1$s days 1 hour'',
        util.wall_clock() - interval ''%1$s days''
    )',
    'insert into identity.one_time_tokens (token_hash, purpose, user_id, created_at, expires_at)
    values (
        ext.gen_random_bytes(9), ''verify_email'', %3$L, util.wall_clock() - interval ''%1$s days'',
        util.wall_clock() + interval ''1 hour''
    )',
    'select count(*) from identity.one_time_tokens where user_id = %3$L'
),
(
    'refresh_token_retention_days', 'purge_refresh_tokens',
    'with s as (
        insert into identity.sessions (kind, user_id, organization_id, created_at, expires_at)
        values (
            ''user'', %3$L, %2$L, util.wall_clock(), util.wall_clock() + interval ''1 hour''
        )
        returning id
    )
    insert into identity.refresh_tokens (token_hash, session_id, created_at, expires_at)
    select
        ext.gen_random_bytes(9), s.id, util.wall_clock() - interval ''%1$s days 1 hour'',
        util.wall_clock() - interval ''%1$s days''
    from s',
    'insert into identity.refresh_tokens (token_hash, session_id, created_at, expires_at)
    select
        ext.gen_random_bytes(9), s.id, util.wall_clock() - interval ''%1$s days'',
        util.wall_clock() + interval ''1 hour''
    from identity.sessions as s
    where s.user_id = %3$L
    limit 1',
    'select count(*) from identity.refresh_tokens as t
    inner join identity.sessions as s on t.session_id = s.id
    where s.user_id = %3$L'
),
(
    'job_run_retention_days', 'purge_job_runs',
    'insert into jobs.runs (
        job_name, clock_at, reason, run_by, attempt, started_at, finished_at, outcome, rows_handled
    )
    select ''often-%2$s'', t.at, ''schedule'', ''retained'', 1, t.at, t.at, ''succeeded'', 1
    from (values (util.wall_clock() - interval ''%1$s days'')) as t (at)',
    'insert into jobs.runs (
        job_name, clock_at, reason, run_by, attempt, started_at, finished_at, outcome, rows_handled
    )
    select ''rare-%2$s'', t.at, ''schedule'', ''retained'', 1, t.at, t.at, ''succeeded'', 1
    from (values (util.wall_clock() - interval ''%1$s days'')) as t (at)',
    'select count(*) from jobs.runs where run_by = ''retained'''
),
(
    'webhook_event_retention_days', 'purge_webhook_events',
    'insert into webhooks.events (
        organization_id, type, data, dedupe_key, occurred_at, created_at
    )
    select %2$L, ''invoice.paid'', ''{}'', ''retained-%1$s'', t.at, t.at
    from (values (util.wall_clock() - interval ''%1$s days'')) as t (at)',
    'with p as (
        insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
        values (%2$L, ''https://example.com/'', ''{invoice.paid}'', %3$L, util.wall_clock())
        returning id
    ),

    e as (
        insert into webhooks.events (
            organization_id, type, data, dedupe_key, occurred_at, created_at
        )
        select %2$L, ''invoice.paid'', ''{}'', ''retained'', t.at, t.at
        from (values (util.wall_clock() - interval ''%1$s days'')) as t (at)
        returning id
    )

    insert into webhooks.deliveries (
        organization_id, endpoint_id, event_id, next_attempt_at, created_at
    )
    select %2$L, p.id, e.id, util.wall_clock() + interval ''1 hour'', util.wall_clock()
    from p cross join e',
    'select count(*) from webhooks.events where dedupe_key like ''retained%%'''
),
(
    'usage_event_retention_days', 'purge_usage_events',
    'select usage.require_partitions(''events'', t.at, t.at)
    from (values (util.now() - interval ''%1$s days'')) as t (at);
    insert into usage.events
    select %2$L, ''api_calls'', ''retained-%1$s'', t.at, 1, util.now()
    from (values (util.now() - interval ''%1$s days'')) as t (at);
    insert into usage.rollups (organization_id, meter_code, day_on, event_count, total, maximum)
    select %2$L, ''api_calls'', (t.at at time zone ''UTC'')::date, 1, 1, 1
    from (values (util.now() - interval ''%1$s days'')) as t (at)',
    -- What is known of the days when their events are gone.
    'select 1',
    'select count(*) from usage.events where idempotency_key like ''retained%%'''
),
(
    'usage_snapshot_retention_days', 'purge_usage_snapshots',
    'select usage.require_partitions(''snapshots'', t.at, t.at)
    from (values (util.now() - interval ''%1$s days'')) as t (at);
    insert into usage.snapshots (
        organization_id, feature_code, due_at, taken_at, used, period_start, period_end
    )
    select %2$L, ''users'', t.at, t.at, 1, t.at, t.at + interval ''1 day''
    from (values (util.now() - interval ''%1$s days'')) as t (at)',
    'select 1',
    'select count(*) from usage.snapshots where organization_id = %2$L'
);

-- Runs the job of a policy and tells what it did; months are dropped as a whole, so what is too old
-- is so by two of them.
create function tests.try_policy(tried tests.policies, organization_id uuid, person_id uuid)
returns text language plpgsql set search_path = tests as $$
declare
    v_keep integer := (util.setting(tried.key))::integer;
    v_function text := (select r.function from jobs.registry as r where r.name = tried.job);
    v_is_monthly boolean := tried.key like 'usage%';
    v_planted bigint;
    v_first bigint;
    v_second bigint;
    v_left bigint;
begin
    execute format(
        tried.plant, v_keep + case when v_is_monthly then 62 else 1 end, organization_id, person_id
    );
    execute format(tried.plant, v_keep - 1, organization_id, person_id);
    execute format(tried.needed, v_keep + 1, organization_id, person_id);
    execute format(tried.remaining, null, organization_id, person_id) into v_planted;
    execute format('select %s()', v_function) into v_first;
    execute format(tried.remaining, null, organization_id, person_id) into v_left;
    execute format('select %s()', v_function) into v_second;
    return format('%s gone, counted %s, then %s', v_planted - v_left, v_first, v_second);
end
$$;

select
    is(
        tests.try_policy(p, :'acme', :'owner'), '1 gone, counted 1, then 0',
        p.key || ': what is older goes, the rest stays, and again does nothing'
    )
from tests.policies as p;

-- What is kept is what is set.
update util.settings
set value = '1000'
where key like '%\_retention\_days';
select
    is(
        tests.try_policy(p, :'rival', :'owner'), '1 gone, counted 1, then 0',
        p.key || ': and a thousand days where that is set'
    )
from tests.policies as p
where p.key not like 'usage%';

-- What is not named there stays, whatever is set ----------------------------------------------
insert into billing.invoices (
    organization_id, number, status, billing_reason, collection_method, currency, subtotal_cents,
    discount_cents, tax_cents, total_cents, amount_due_cents, amount_paid_cents,
    amount_remaining_cents, attempt_count, created_at
)
values (
    :'acme', 'A-1', 'paid', 'manual', 'charge_automatically', 'usd', 1000, 0, 0, 1000, 1000, 1000,
    0, 1, util.now(:'acme') - interval '9 years'
);
create view tests.kept as
select
    (select count(*) from billing.invoices) as invoices,
    (select count(*) from billing.subscription_versions) as versions,
    (select count(*) from billing.subscription_facts) as facts,
    (select count(*) from usage.rollups) as rollups,
    (select count(*) from identity.users) as people,
    (select count(*) from notify.emails) as letters,
    (select count(*) from webhooks.stripe_events) as stripe_events;
select row_to_json(k)::text as kept
from tests.kept as k \gset
select max(e.id) as last_id
from audit.entries as e \gset
select count(*) as entry_count
from audit.entries as e
where e.id <= :last_id \gset
update util.settings
set value = '0'
where key like '%\_retention\_days';
create function tests.run_jobs() returns void language plpgsql as $$
declare
    v_function text;
begin
    for v_function in
        select r.function
        from jobs.registry as r
        where r.name like 'purge\_%'
    loop
        execute format('select %s()', v_function);
    end loop;
end
$$;
select tests.run_jobs();
select is(
    (select row_to_json(k)::text from tests.kept as k), :'kept',
    'invoices, the history, roll-ups, and that there were people and letters'
);
select is(
    (select count(*) from audit.entries as e where e.id <= :last_id), :entry_count::bigint,
    'and the audit'
);
select set_eq(
    $$ select r.name from jobs.registry as r where r.name like 'purge\_%' $$,
    'select job from tests.policies', 'no other job forgets anything'
);

-- Their list ----------------------------------------------------------------------------------
grant select on tests.policies to public;
select tests.act_as_staff();
select is(
    array(
        select r.key
        from admin.retention_policies as r
        order by r.key
    ),
    array(
        select p.key
        from tests.policies as p
        order by p.key
    ),
    'the staff read all of them, and each was tried'
);
select tests.act_as(:'owner', :'acme');
select throws_ok(
    'select * from admin.retention_policies', '42501', null, 'which is nothing to customers'
);

select * from finish();
rollback;
