-- Staff move the clock of a sandbox organization.
begin;
\ir ../_helpers.sql
select plan(10);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
update identity.organizations set is_sandbox = true where id = :'acme';

select tests.act_as(:'owner', :'acme');
select throws_ok(
    format($$ select admin.advance_clock(%L, now() + interval '1 day') $$, :'acme'), '42501', null,
    'no customer does'
);

select tests.act_as_staff();
select is(
    (admin.advance_clock(:'acme', now() + interval '31 days') ->> 'current_at')::timestamptz,
    now() + interval '31 days',
    'staff do'
);
select throws_like(
    format($$ select admin.advance_clock(%L, now() + interval '30 days') $$, :'acme'),
    '%"code" : "clock_refused"%',
    'not backwards'
);
select throws_like(
    format($$ select admin.advance_clock(%L, now() + interval '31 days') $$, :'globex'),
    '%"code" : "clock_refused"%',
    'nor for an organization that is no sandbox'
);
select throws_like(
    $$ select admin.advance_clock(gen_random_uuid(), now() + interval '31 days') $$,
    '%"code" : "organization_not_found"%',
    'nor for one that is none'
);
select lives_ok(
    $$ select admin.advance_clock(null, now() + interval '1 day') $$,
    'the platform has one outside production'
);
select tests.reset_role();
select util.set_setting('environment', '"production"');
select tests.act_as_staff();
select throws_like(
    $$ select admin.advance_clock(null, now() + interval '2 days') $$,
    '%"code" : "clock_refused"%',
    'not in production'
);
select lives_ok(
    format($$ select admin.advance_clock(%L, now() + interval '32 days') $$, :'acme'),
    'where sandboxes still have theirs'
);
select lives_ok(
    'set constraints all immediate',
    'what is checked at the end of the transaction is, as the staff'
);

select tests.act_as(:'owner', :'acme');
select results_eq(
    $$ select current_at from api.organization $$, $$ values (now() + interval '32 days') $$,
    'which their members see'
);

select * from finish();
rollback;
