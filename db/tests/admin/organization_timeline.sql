-- One stream of what happened to a customer, the newest first; and what stands beside it.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(13);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select billing.start_trial(:'acme', :'owner');
select billing.start_trial(:'rival', :'rival_owner');
insert into billing.invoices (
    organization_id, number, status, currency, subtotal_cents, discount_cents, tax_cents,
    total_cents, amount_due_cents, amount_paid_cents, amount_remaining_cents, created_at,
    issued_at, paid_at
)
values (
    :'acme', 'A-1', 'paid', 'usd', 900, 0, 0, 900, 900, 900, 0, util.now(),
    util.now() - interval '2 hours', util.now() - interval '1 hour'
)
returning id as invoice \gset
insert into billing.charges (
    organization_id, invoice_id, status, amount_cents, currency, created_at, stripe_charge_id
)
values (
    :'acme', :'invoice', 'failed', 900, 'usd', util.now() - interval '90 minutes', 'ch_1'
);
insert into usage.alerts (
    organization_id, feature_code, period_start, threshold_percent, period_end, limit_value, used,
    raised_at
)
values (:'acme', 'plants', util.now(), 100, util.now(), 5, 5, util.now() - interval '3 hours');
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('in_1', 'invoice', :'acme');
select util.now() as now \gset
insert into webhooks.stripe_events (
    id, type, object_kind, object_id, livemode, created_at, received_at, body, status, applied_at
)
values (
    'evt_1', 'invoice.paid', 'invoice', 'in_1', false, util.now() - interval '1 hour', util.now(),
    '{}', 'applied', util.now()
);

select tests.act_as_staff();
select admin.extend_trial(:'acme', 5, 'They asked');
select admin.grant_entitlement(:'acme', 'sso', 'true', 'They asked for that, too');
select admin.override_tier(:'acme', 'enterprise', 'A pilot');
select is(
    admin.note_refund(:'acme', :'invoice', 400, 'The machine was down') ->> 'amount_cents',
    '400',
    'why money is given back can be noted'
);
select throws_like(
    format('select admin.note_refund(%L, %L, 901, ''Too much'')', :'acme', :'invoice'),
    '%amount_cents%', 'but no more than was paid'
);
select throws_like(
    format('select admin.note_refund(%L, %L, 1, '''')', :'acme', :'invoice'),
    '%reason%', 'not without saying why'
);
select throws_like(
    format('select admin.note_refund(%L, %L, 1, ''A reason'')', :'rival', :'invoice'),
    '%invoice_not_found%', 'and not beside another''s invoice'
);
select is(
    (select n.reason from admin.refund_notes as n where n.organization_id = :'acme'),
    'The machine was down',
    'the note can be read'
);

select results_eq(
    format(
        $$
        select distinct kind, event from admin.organization_timeline
        where organization_id = %L and kind not in ('email', 'audit') order by 1, 2
        $$,
        :'acme'
    ),
    $$
    values
    ('action', 'trial_extended'), ('action', 'trial_started'), ('entitlement', 'granted'),
    ('entitlement', 'tier_overridden'), ('invoice', 'issued'), ('invoice', 'paid'),
    ('organization', 'created'), ('payment', 'failed'), ('payment', 'refund_noted'),
    ('stripe', 'invoice.paid'), ('subscription', 'trialing'), ('usage', 'limit_percent_reached')
    $$,
    'all that happened is in one stream'
);
select is_empty(
    $$
    select organization_id, id from admin.organization_timeline
    group by 1, 2 having count(*) > 1
    $$,
    'each with a name of its own'
);
select is_empty(
    format(
        $$
        select 1 from admin.organization_timeline
        where organization_id = %L and kind in ('invoice', 'payment', 'entitlement')
        $$,
        :'rival'
    ),
    'nothing of it stands in another''s'
);
select is_empty(
    format(
        $$
        select 1 from admin.organization_timeline
        where organization_id = %L and occurred_at > %L and kind = 'subscription'
        $$,
        :'acme',
        :'now'
    ),
    'what is planned has not happened'
);
select is(
    (
        select e.details ->> 'reason'
        from admin.organization_timeline as e
        where e.organization_id = :'acme' and e.event = 'trial_extended'
    ),
    'They asked',
    'what the staff did is told with their reason'
);
select results_eq(
    format(
        $$
        select details ->> 'actor_kind', details ->> 'reason'
        from admin.organization_timeline
        where
            organization_id = %L
            and kind = 'audit'
            and details ->> 'subject_kind' in ('usage.tier_overrides', 'billing.refund_notes')
        order by details ->> 'reason'
        $$,
        :'acme'
    ),
    $$ values ('staff', 'A pilot'), ('staff', 'The machine was down') $$,
    'and so does the audit, with who it was'
);

select is(
    (
        select (m.mrr, m.customers)::text = (a.mrr, a.customers)::text
        from admin.platform_metrics as m
        cross join analytics.mrr_at() as a
    ),
    true,
    'the platform''s metrics agree with the analytics'
);
select is(
    (select m.trialing >= 2 and m.queues ? 'emails' from admin.platform_metrics as m), true,
    'and count customers and queues'
);

select * from finish();
rollback;
