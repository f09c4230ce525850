-- Invariants: each is seen broken; the job raises an alarm, and resolves it when it holds again.
begin;
\ir ../_helpers.sql
select plan(47);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select billing.start_trial(:'acme', :'owner') \gset
update jobs.registry
set registered_at = util.wall_clock();

create function tests.broken_by(change text) returns text language sql
set search_path = tests as $$
    select tests.answer_after(
        change,
        '(select string_agg(distinct v.name, $x$,$x$) from admin.current_violations as v)'
    )
$$;

select is_empty('select * from admin.current_violations', 'all is well at first');

select s.id as subscription
from billing.subscriptions as s
where s.organization_id = :'acme' \gset

-- An invoice of two lines, paid.
insert into billing.invoices as i (
    organization_id, subscription_id, number, status, billing_reason, collection_method, currency,
    subtotal_cents, discount_cents, tax_cents, total_cents, amount_due_cents, amount_paid_cents,
    amount_remaining_cents, attempt_count, created_at, stripe_invoice_id
)
values (
    :'acme', :'subscription', 'A-1', 'paid', 'manual', 'charge_automatically', 'usd', 1000, 100, 90,
    990, 990, 990, 0, 1, util.now(), 'in_invariant'
)
returning i.id as invoice \gset
insert into billing.invoice_lines (organization_id, invoice_id, position, amount_cents, currency)
values (:'acme', :'invoice', 1, 400, 'usd'), (:'acme', :'invoice', 2, 600, 'usd');
select is_empty('select * from admin.current_violations', 'and with an invoice that adds up');
select is(
    tests.broken_by('update billing.invoices set total_cents = 900'), null,
    'also where the tax is in the price'
);

create table tests.breaks (name text, sentence text, change text);
insert into tests.breaks (name, sentence, change)
values
(
    'invoice_total_off', 'a total that is not what it is made of',
    'update billing.invoices set total_cents = 991 where id = %2$L'
),
(
    'invoice_total_off', 'a total that lacks more than the tax',
    'update billing.invoices set total_cents = 899 where id = %2$L'
),
(
    'invoice_lines_off', 'lines that do not come to the subtotal',
    'update billing.invoice_lines set amount_cents = 401
    where position = 1 and invoice_id = %2$L'
),
(
    'invoice_paid_off', 'a paid invoice of which something remains',
    'update billing.invoices set amount_remaining_cents = 1 where id = %2$L'
),
(
    'refund_off', 'more given back than was paid',
    'update billing.invoices set amount_refunded_cents = 1000 where id = %2$L'
),
(
    'invoice_number_missing', 'a number that was given to nothing',
    'insert into billing.document_counters values (''UC'', 1999, 1)'
),
(
    'no_primary_subscription', 'a live subscription without a primary one',
    'update billing.subscriptions set is_primary = false where id = %3$L'
),
(
    'double_live_subscription,subscription_without_history',
    'two subscriptions that are paid for',
    'insert into billing.subscriptions (
        organization_id, source, status, access, stripe_subscription_id, started_at, created_at
    )
    select %1$L, ''stripe'', ''active'', ''full'', ''sub_invariant'' || n, util.now(), util.now()
    from generate_series(1, 2) as n'
),
(
    'subscription_without_history', 'a subscription without history',
    'delete from billing.subscription_versions where subscription_id = %3$L'
),
(
    'history_differs', 'a row that says something else than its history',
    'update billing.subscription_versions
    set valid_during = tstzrange(util.now() - interval ''2 days'', upper(valid_during))
    where subscription_id = %3$L and valid_during @> util.now();
    update billing.subscriptions set status = ''past_due'' where id = %3$L'
),
(
    'history_broken', 'a history with a hole',
    'update billing.subscription_versions
    set valid_during = tstzrange(lower(valid_during), lower(valid_during) + interval ''1 hour'')
    where subscription_id = %3$L and valid_during @> util.now()'
),
(
    'subscription_without_items', 'something paid for in which there is nothing',
    'with s as (
        insert into billing.subscriptions (
            organization_id, source, status, access, stripe_subscription_id, started_at,
            created_at, list_arr_cents
        )
        values (%1$L, ''stripe'', ''past_due'', ''full'', ''sub_x'', util.now(), util.now(), 12)
        returning *
    )
    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, caused_by,
        list_arr_cents, currency
    )
    select
        s.organization_id, s.id, tstzrange(util.now(), null), tstzrange(util.now(), null),
        ''past_due'', ''full'', ''test'', 12, ''usd''
    from s'
),
(
    'history_differs,mrr_sum_off', 'revenue that the history does not know',
    'update billing.subscription_versions
    set
        valid_during = tstzrange(util.now() - interval ''1 year'', upper(valid_during)),
        status = ''active'', list_arr_cents = 12, net_arr_cents = 12, currency = ''usd''
    where subscription_id = %3$L and valid_during @> util.now();
    update billing.subscriptions set list_arr_cents = 12 where id = %3$L'
),
(
    'organization_without_owner', 'members without an owner',
    'update identity.memberships set role = ''member'' where user_id = %4$L'
),
(
    'api_key_unbacked', 'a key whose maker is gone',
    'insert into identity.api_keys (
        organization_id, name, prefix, key_hash, created_by, created_at
    )
    values (%1$L, ''A key'', ''unison_'', ''\x00'', %4$L, util.now());
    delete from identity.memberships where user_id = %4$L'
),
(
    'counter_off', 'a counter that is off',
    'update usage.counters set used = used + 1
    where organization_id = %1$L and feature_code = ''users'''
),
(
    'coupon_count_off', 'a coupon that counts what nobody redeemed',
    'insert into catalog.coupons (
        code, name, percent_off, duration, reason, created_by, created_at, times_redeemed
    )
    values (''INVARIANT'', ''Ten'', 10, ''once'', ''A test'', %4$L, util.now(), 1)'
),
(
    'email_stuck', 'a letter that does not leave',
    'insert into notify.emails (
        organization_id, kind, recipient, data, dedupe_key, next_attempt_at, created_at
    )
    values (
        %1$L, ''verify_email'', ''x@example.com'', ''{}'', ''invariant'',
        util.wall_clock() - interval ''2 hours'', util.wall_clock()
    )'
),
(
    'email_lease_stale', 'a letter that a worker has left',
    'insert into notify.emails (
        organization_id, kind, recipient, data, dedupe_key, next_attempt_at, created_at, status,
        leased_by, leased_until
    )
    values (
        %1$L, ''verify_email'', ''x@example.com'', ''{}'', ''invariant'', util.wall_clock(),
        util.wall_clock(), ''sending'', ''nobody'', util.wall_clock() - interval ''1 hour''
    )'
),
(
    'stripe_event_stuck', 'an event that is not applied',
    'insert into webhooks.stripe_events (
        id, type, object_kind, livemode, created_at, received_at, body, status, next_attempt_at
    )
    values (
        ''evt_invariant'', ''x'', ''x'', false, util.now(), util.now(), ''{}'', ''pending'',
        util.wall_clock() - interval ''2 hours''
    )'
),
(
    'stripe_command_stuck', 'a command that is not sent',
    'insert into billing.stripe_commands (
        organization_id, kind, idempotency_key, next_attempt_at, created_at
    )
    values (
        %1$L, ''portal_session.create'', ''invariant'', util.wall_clock() - interval ''2 hours'',
        util.wall_clock()
    )'
),
(
    'stripe_drift', 'a difference to Stripe that stays',
    'insert into billing.stripe_drifts (
        organization_id, object_kind, object_id, side, field, found_at
    )
    values (
        %1$L, ''customer'', ''cus_x'', ''stripe'', ''currency'', util.wall_clock() - interval ''2 days''
    )'
),
(
    'stripe_event_parked', 'an event that waits for longer than a day',
    'insert into webhooks.stripe_events (
        id, type, object_kind, livemode, created_at, received_at, body, status
    )
    values (
        ''evt_invariant'', ''x'', ''x'', false, util.now(),
        util.wall_clock() - interval ''2 days'', ''{}'', ''parked''
    )'
),
(
    'audit_unsealed', 'an audit that nobody seals',
    'insert into audit.entries (occurred_at, actor_kind, action)
    values (util.wall_clock() - interval ''2 hours'', ''database'', ''tested'')'
),
(
    'job_overdue', 'a job that nobody runs',
    -- Due three hours ago, whatever the time of the day.
    'update jobs.registry
    set
        schedule = to_char(
            util.wall_clock() at time zone ''utc'' - interval ''3 hours'', ''FMMI FMHH24''
        ) || '' * * *'',
        registered_at = util.wall_clock() - interval ''3 days''
    where name = ''check_seals'';
    delete from jobs.runs where job_name = ''check_seals'''
),
(
    'impersonation_too_long', 'a session in somebody''s place for longer than an hour',
    'alter table identity.sessions drop constraint sessions_impersonation_check;
    insert into identity.sessions (
        kind, user_id, organization_id, acting_staff_id, reason, created_at, expires_at
    )
    values (
        ''impersonation'', %4$L, %1$L, %4$L, ''A test'', util.wall_clock(),
        util.wall_clock() + interval ''61 minutes''
    )'
),
(
    'session_without_second_factor', 'a session from before its person had a second factor',
    'select identity.set_second_factor(%4$L, decode(repeat(''01'', 20), ''hex''));
    select identity.open_session(''user'', %4$L, %1$L)'
),
(
    'delivery_stuck', 'an event that an endpoint is not told',
    'insert into webhooks.endpoints (
        organization_id, url, event_types, created_by, created_at
    )
    values (%1$L, ''https://example.com/'', ''{invoice.paid}'', %4$L, util.wall_clock());
    insert into webhooks.events (
        organization_id, type, data, dedupe_key, occurred_at, created_at
    )
    values (%1$L, ''invoice.paid'', ''{}'', ''invariant'', util.wall_clock(), util.wall_clock());
    insert into webhooks.deliveries (
        organization_id, endpoint_id, event_id, next_attempt_at, created_at
    )
    select
        %1$L, p.id, e.id, util.wall_clock() - interval ''2 hours'', util.wall_clock()
    from webhooks.endpoints as p
    cross join webhooks.events as e
    where e.dedupe_key = ''invariant'''
),
(
    'delivery_lease_stale', 'a delivery that a worker has left',
    'insert into webhooks.endpoints (
        organization_id, url, event_types, created_by, created_at
    )
    values (%1$L, ''https://example.com/'', ''{invoice.paid}'', %4$L, util.wall_clock());
    insert into webhooks.events (
        organization_id, type, data, dedupe_key, occurred_at, created_at
    )
    values (%1$L, ''invoice.paid'', ''{}'', ''invariant'', util.wall_clock(), util.wall_clock());
    insert into webhooks.deliveries (
        organization_id, endpoint_id, event_id, next_attempt_at, created_at, status, leased_by,
        leased_until
    )
    select
        %1$L, p.id, e.id, util.wall_clock(), util.wall_clock(), ''sending'', ''nobody'',
        util.wall_clock() - interval ''1 hour''
    from webhooks.endpoints as p
    cross join webhooks.events as e
    where e.dedupe_key = ''invariant'''
),
(
    'document_stuck', 'an invoice that nobody makes a document of',
    'insert into billing.invoice_documents (
        organization_id, invoice_id, next_attempt_at, created_at
    )
    values (%1$L, %2$L, util.wall_clock() - interval ''2 hours'', util.wall_clock())'
),
(
    'dunning_case_stale', 'an invoice that is paid and dunned',
    'insert into billing.dunning_cases (
        organization_id, subscription_id, invoice_id, policy_code, opened_at
    )
    values (%1$L, %3$L, %2$L, ''default'', util.now())'
),
(
    'erased_value_back', 'a customer who bears a name again that was erased',
    'insert into billing.customers (organization_id, name, created_at)
    values (%1$L, ''Ada of Acme'', util.now());
    insert into billing.erasures (organization_id, value_hashes, redacted_until)
    values (
        %1$L, array[billing.value_digest(%1$L, ''ada of acme '')], util.wall_clock()
    )'
),
(
    'subscription_without_history,suspended_still_billed',
    'an organization that is suspended and billed on',
    'with s as (
        insert into billing.subscriptions (
            organization_id, source, status, access, stripe_subscription_id, stripe_status, hold,
            started_at, created_at, is_primary
        )
        values (
            %5$L, ''stripe'', ''suspended'', ''read_only'', ''sub_x'', ''active'', ''staff'',
            util.now(), util.now(), true
        )
        returning *
    )
    insert into billing.stripe_snapshots (
        object_id, event_id, object_kind, created_at, is_terminal, rank, state, source
    )
    select
        s.stripe_subscription_id, ''evt_x'', ''subscription'', util.now(), false, 0, ''{}'',
        ''event''
    from s'
),
(
    'mrr_movements_off,mrr_series_off', 'movements that do not make the month''s end',
    'insert into analytics.refreshes (currency, through_on, known_at, refreshed_at, made_by)
    values (
        ''usd'', (util.now() at time zone ''UTC'')::date, util.now(), util.wall_clock(),
        ''analytics.mrr_changes''::regproc
    );
    insert into analytics.period_totals
    select t.*
    from jsonb_populate_record(
        null::analytics.period_totals,
        (
            select
                jsonb_object_agg(a.attname, 0)
                || jsonb_build_object(
                    ''currency'', ''usd'', ''grain'', ''month'', ''change_n'', 1,
                    ''delta_arr'', 1200,
                    ''period_on'', date_trunc(''month'', util.now() at time zone ''UTC'')::date
                )
            from pg_attribute as a
            where a.attrelid = ''analytics.period_totals''::regclass and a.attnum > 0
        )
    ) as t'
),
(
    'mrr_series_off', 'a series that ends with what nobody pays',
    'insert into analytics.refreshes (currency, through_on, known_at, refreshed_at, made_by)
    values (
        ''usd'', (util.now() at time zone ''UTC'')::date, util.now(), util.wall_clock(),
        ''analytics.mrr_changes''::regproc
    );
    insert into analytics.period_totals
    select t.*
    from jsonb_populate_record(
        null::analytics.period_totals,
        (
            select
                jsonb_object_agg(a.attname, 0)
                || jsonb_build_object(
                    ''currency'', ''usd'', ''grain'', ''month'', ''change_n'', 1,
                    ''delta_arr'', 1200, ''new_arr'', 1200, ''new_n'', 1,
                    ''period_on'', date_trunc(''month'', util.now() at time zone ''UTC'')::date
                )
            from pg_attribute as a
            where a.attrelid = ''analytics.period_totals''::regclass and a.attnum > 0
        )
    ) as t'
);

select
    is(
        tests.broken_by(
            format(b.change, :'acme', :'invoice', :'subscription', :'owner', :'globex')
        ),
        b.name,
        b.sentence
    )
from tests.breaks as b;

-- Whoever adds one shows it broken: names are read out of the views.
create view tests.unbroken_invariants as
select m.names[1] as name
from pg_views as v
cross join
    regexp_matches(v.definition, 'SELECT ''([a-z_]+)''::text', 'g') as m (names)
where
    (v.viewname = 'violations' or v.viewname = 'current_violations')
    and m.names[1] not in (
        select u.name
        from tests.breaks as b
        cross join unnest(string_to_array(b.name, ',')) as u (name)
    );
select is_empty(
    'select * from tests.unbroken_invariants', 'there is none that was not seen broken'
);
select is(
    tests.answer_after(
        $$
            create or replace view jobs.violations as
            select 'planted' as name, null::uuid as organization_id, 'Planted' as detail
            where false
        $$,
        '(select string_agg(name, $$,$$) from tests.unbroken_invariants)'
    ),
    'planted', 'or it would be named here'
);

-- The job -------------------------------------------------------------------------------------
select is(admin.check_invariants(), 0::bigint, 'where nothing is broken it finds nothing');
update billing.invoices
set total_cents = 991
where id = :'invoice';
select is(admin.check_invariants(), 1::bigint, 'what is broken it counts');
select tests.act_as_staff();
select is(
    (
        select format('%s %s %s', v.name, v.organization_id, v.times)
        from admin.invariant_violations as v
    ),
    format('invoice_total_off %s 1', :'acme'),
    'and tells the staff'
);
select tests.reset_role();
update billing.invoices
set total_cents = 990
where id = :'invoice';
select admin.check_invariants() \gset
select is_empty(
    $$ select 1 from webhooks.alarms as a where a.kind = 'invariant' and a.resolved_at is null $$,
    'until it is well again'
);

-- Their definitions ---------------------------------------------------------------------------
select bag_eq(
    $$
    select distinct m.found[1]
    from pg_views as v
    cross join lateral regexp_matches(v.definition, 'SELECT ''(\w+)''::text', 'g') as m (found)
    where v.viewname in ('violations', 'current_violations')
    $$,
    'select i.name from admin.invariants as i',
    'every invariant is defined for the staff, and nothing else'
);

-- The seals -----------------------------------------------------------------------------------
select audit.seal_entries() \gset
select is(audit.check_seals(), 0::bigint, 'the audit is as it was sealed');
alter table audit.entries disable trigger user;
delete from audit.entries as e
where e.id = (select max(l.id) from audit.entries as l);
select is(audit.check_seals(), 1::bigint, 'until it is not, which raises an alarm');

select * from finish();
rollback;
