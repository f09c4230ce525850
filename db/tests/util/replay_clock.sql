-- History can be lived through again, by one transaction, of which nobody else sees the clock.
begin;
\ir ../_helpers.sql
select plan(14);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('sandbox') as sandbox \gset
select util.advance_clock(:'sandbox', transaction_timestamp() + interval '5 days');

select is(
    util.replay_clock('2020-02-29 12:00+00'), '2020-02-29 12:00+00',
    'the platform''s clock can stand in the past'
);
select is(util.now(:'acme'), '2020-02-29 12:00+00', 'and is that of every organization');
select is(
    util.now(:'sandbox'), transaction_timestamp() + interval '5 days',
    'but of those which have one of their own'
);
select is(
    util.replay_clock('2020-01-01 00:00+00'), '2020-01-01 00:00+00',
    'one life after another begins at its own time'
);
select throws_like(
    'set constraints all immediate',
    '%"code" : "clock_refused"%',
    'who forgets to set it back cannot commit'
);
select is(util.replay_clock(null), transaction_timestamp(), 'in the end it is what it was');
select lives_ok('set constraints all immediate', 'and then the transaction may end');
set constraints all deferred;
select ok(not util.is_clock_moved(:'acme'), 'nothing tells that it ever was another');
select is_empty(
    $$
    select 1 from audit.entries as e
    where e.subject_kind = 'util.clocks' and e.subject_id is distinct from (
        select o.id::text from identity.organizations as o where o.name = 'sandbox'
    )
    $$,
    'nor does the log, for nothing has changed'
);

-- A clock that runs ahead is brought back to exactly that.
select util.advance_clock(null, transaction_timestamp() + interval '100 days 1 second');
select util.replay_clock('2021-01-01 00:00+00');
select is(
    util.replay_clock(null), transaction_timestamp() + interval '100 days 1 second',
    'a platform that was ahead is ahead as before'
);
select lives_ok('set constraints all immediate', 'that, too, may be committed');
set constraints all deferred;

update util.clocks set ahead_by = interval '1 hour'
where organization_id is null;
select throws_like(
    'set constraints all immediate',
    '%"code" : "clock_refused"%',
    'no clock goes back by a commit, however it is written'
);
update util.clocks set ahead_by = interval '10000 hours'
where organization_id is null;
select is(
    util.replay_clock(null), util.now(), 'null without a replay changes nothing'
);

select util.set_setting('environment', '"production"');
select throws_like(
    $$ select util.replay_clock('2020-01-01 00:00+00') $$,
    '%"code" : "clock_refused"%',
    'in production there is one time'
);

select * from finish();
rollback;
