begin;
\ir ../_helpers.sql
select plan(11);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as mallory \gset
update identity.users set email_verified_at = null, email = 'ada@example.com' where id = :'ada';
update identity.users set email_verified_at = null, email = 'ada+x@example.com'
where id = :'mallory';
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'mallory');

select billing.bind_trial(:'mallory');
select is_empty(
    $$ select 1 from billing.bound_trials $$,
    'nobody burns a trial with an address that is not theirs'
);

update identity.users set email_verified_at = util.now() where id = :'ada';
select billing.bind_trial(:'ada');
select results_eq(
    $$ select folded_email, organization_id from billing.bound_trials $$,
    format($$ values ('ada@example.com', %L::uuid) $$, :'acme'),
    'verifying binds the trial to the address'
);
select billing.bind_trial(:'ada');
select is(
    (select count(*) from billing.bound_trials), 1::bigint, 'verifying again changes nothing'
);
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'acme'),
    'trialing',
    'and the trial goes on'
);
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'rival'),
    'trialing',
    'the other one is not touched before its own address is verified'
);

update identity.users set email_verified_at = util.now() where id = :'mallory';
select billing.bind_trial(:'mallory');
select results_eq(
    format(
        $$ select status, access, hold, status_reason from billing.subscriptions
        where organization_id = %L $$,
        :'rival'
    ),
    $$ values ('suspended', 'read_only', 'trial_ended', 'trial_used') $$,
    'then the later organization''s trial ends at once'
);
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'acme'),
    'trialing',
    'and the first keeps its own'
);

-- One address in two ways of writing, two organizations, verified the other way round.
select tests.create_organization('first') as first \gset
select tests.create_member(:'first', 'owner') as grace \gset
update identity.users set email_verified_at = null, email = 'grace@example.com' where id = :'grace';
select billing.start_trial(:'first', :'grace');
select tests.create_organization('second') as second \gset
select tests.create_member(:'second', 'owner') as variant \gset
update identity.users set email_verified_at = null, email = 'Grace+2@example.com'
where id = :'variant';
select billing.start_trial(:'second', :'variant');
update identity.users set email_verified_at = util.now() where id in (:'grace', :'variant');
select billing.bind_trial(:'variant');
select billing.bind_trial(:'grace');
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'second'),
    'trialing',
    'of one address''s trials that which is bound first stays'
);
select is(
    (select s.status from billing.subscriptions as s where s.organization_id = :'first'),
    'suspended',
    'and the other ends, although it began earlier'
);

-- Two trials of one person, from when a second one could still begin.
select tests.create_organization('older') as older \gset
select tests.create_organization('newer') as newer \gset
select tests.create_member(:'older', 'owner') as hedy \gset
update identity.users set email_verified_at = null, email = 'hedy@example.com' where id = :'hedy';
select tests.create_member(:'newer', 'owner') as placeholder \gset
select billing.start_trial(:'older', :'hedy');
select billing.start_trial(:'newer', :'placeholder');
update billing.trials set user_id = :'hedy', folded_email = 'hedy@example.com'
where organization_id = :'newer';
update billing.trials set started_at = started_at - interval '1 day'
where organization_id = :'older';
update identity.users set email_verified_at = util.now() where id = :'hedy';
select billing.bind_trial(:'hedy');
select results_eq(
    format(
        $$
        select o.name, s.status from billing.subscriptions as s
        inner join identity.organizations as o on s.organization_id = o.id
        where o.id in (%L, %L) order by o.name
        $$,
        :'older', :'newer'
    ),
    $$ values ('newer', 'suspended'), ('older', 'trialing') $$,
    'of one person''s trials the first stays'
);

select tests.create_member(:'acme', 'member') as member \gset
select lives_ok(
    format('select billing.bind_trial(%L)', :'member'),
    'who founded nothing has nothing to bind'
);

select * from finish();
rollback;
