begin;
\ir ../_helpers.sql
select plan(5);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('rival') as rival \gset
select billing.start_trial(:'acme', :'ada');

select is(
    billing.assert_transition(:'acme', 'start_checkout'), 'incomplete',
    'from a trial one may check out'
);
select is(
    billing.assert_transition(:'rival', 'start_checkout'), 'incomplete',
    'also where no subscription lives'
);
select throws_like(
    format($$ select billing.assert_transition(%L, 'cancel_now') $$, :'rival'),
    '%"transition_refused"%"status\\": \\"canceled\\"%',
    'but there is nothing to cancel'
);

update billing.subscriptions set status = 'active' where organization_id = :'acme';
select throws_like(
    format($$ select billing.assert_transition(%L, 'start_checkout') $$, :'acme'),
    '%"transition_refused"%',
    'an edge that is not in the table is refused'
);
select is(
    billing.assert_transition(:'acme', 'suspend'), 'suspended', 'one that is in it is allowed'
);

select * from finish();
rollback;
