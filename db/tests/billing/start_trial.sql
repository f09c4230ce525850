begin;
\ir ../_helpers.sql
select plan(17);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
update identity.users set email_verified_at = null, email = 'Ada+mes@example.com' where id = :'ada';
update identity.users set email = 'eve@example.com' where id = :'eve';

select billing.start_trial(:'acme', :'ada') as trial \gset

select results_eq(
    $$
    select s.id, s.status, s.access, s.hold, v.plan_code, s.trial_ends_at - s.trial_started_at
    from billing.subscriptions as s
    inner join catalog.plan_versions as v on s.plan_version_id = v.id
    where s.is_primary and s.organization_id in (select organization_id from billing.trials)
    $$,
    format(
        $$ values (%L::uuid, 'trialing', 'full', 'none', 'professional', interval '14 days') $$,
        :'trial'
    ),
    'a new organization has full access for 14 days'
);
select results_eq(
    $$ select folded_email, user_id from billing.trials $$,
    format($$ values ('ada@example.com', %L::uuid) $$, :'ada'),
    'the ledger notes whose trial it is'
);
select is_empty(
    $$ select 1 from billing.bound_trials $$,
    'an address that is not verified binds nothing'
);
select results_eq(
    $$ select kind, details ->> 'ends_at' is not null from billing.subscription_facts $$,
    $$ values ('trial_started', true) $$,
    'the trial is a fact of the subscription''s history'
);
select throws_ok(
    format('select billing.start_trial(%L, %L)', :'acme', :'ada'),
    '23505', null,
    'an organization has one trial'
);

select tests.create_organization('again') as again \gset
select billing.start_trial(:'again', :'ada');
select results_eq(
    format(
        $$ select status, access, hold, status_reason, trial_ends_at is null
        from billing.subscriptions where organization_id = %L $$,
        :'again'
    ),
    $$ values ('suspended', 'read_only', 'trial_ended', 'trial_used', true) $$,
    'nor has a person two, who never verifies the address'
);
select is((select count(*) from billing.trials), 1::bigint, 'and the ledger notes no second one');
update identity.users set email_verified_at = util.now() where id = :'ada';
select billing.bind_trial(:'ada');
select results_eq(
    $$ select folded_email, organization_id from billing.bound_trials $$,
    format($$ values ('ada@example.com', %L::uuid) $$, :'acme'),
    'who verifies it afterwards has used up the first'
);
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'acme'),
    'trialing',
    'which goes on'
);
update identity.users set email_verified_at = null where id = :'ada';

select billing.start_trial(:'rival', :'eve');
select results_eq(
    $$
    select folded_email, organization_id from billing.bound_trials
    where folded_email = 'eve@example.com'
    $$,
    format($$ values ('eve@example.com', %L::uuid) $$, :'rival'),
    'a verified address is bound at once'
);

select tests.create_organization('second') as second \gset
select billing.start_trial(:'second', :'eve');
select results_eq(
    format(
        $$ select status, access, hold, status_reason, trial_ends_at is null
        from billing.subscriptions where organization_id = %L $$,
        :'second'
    ),
    $$ values ('suspended', 'read_only', 'trial_ended', 'trial_used', true) $$,
    'the same person''s next organization has no trial left'
);
select is_empty(
    format('select 1 from billing.trials where organization_id = %L', :'second'),
    'and uses none up'
);
select results_eq(
    format(
        $$ select kind, details from billing.subscription_facts where organization_id = %L $$,
        :'second'
    ),
    $$ values ('hold_placed', '{"hold": "trial_ended", "reason": "trial_used"}'::jsonb) $$,
    'its history says why'
);

select tests.create_organization('variant') as variant \gset
select tests.create_member(:'variant', 'owner') as variant_owner \gset
update identity.users set email = 'EVE+again@example.com' where id = :'variant_owner';
select billing.start_trial(:'variant', :'variant_owner');
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'variant'),
    'suspended',
    'nor has an organization of the same address in other letters'
);

select util.set_setting('trial_days', '30');
select util.set_setting('trial_plan_code', '"enterprise"');
select tests.create_organization('later') as later \gset
select tests.create_member(:'later', 'owner') as later_owner \gset
select billing.start_trial(:'later', :'later_owner');
select results_eq(
    format(
        $$
        select v.plan_code, s.trial_ends_at - s.trial_started_at
        from billing.subscriptions as s
        inner join catalog.plan_versions as v on s.plan_version_id = v.id
        where s.organization_id = %L
        $$,
        :'later'
    ),
    $$ values ('enterprise', interval '30 days') $$,
    'length and plan are settings'
);

select tests.act_as(:'ada', :'acme');
select results_eq(
    $$ select status, access, plan_code, trial_days_left, mrr_cents from api.subscription $$,
    $$ values ('trialing', 'full', 'professional', 14, 0::bigint) $$,
    'right after sign-up 14 days are left, and nothing is earned'
);
select tests.act_as(:'eve', :'rival');
select is((select count(*) from api.subscription), 1::bigint, 'everybody sees their own');

select * from finish();
rollback;
