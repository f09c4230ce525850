begin;
\ir ../_helpers.sql
select plan(3);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select billing.start_trial(:'acme', :'ada');

select throws_like(
    $$ update billing.subscription_facts set effective_at = effective_at - interval '1 day' $$,
    '%"append_only"%',
    'what has happened is not changed'
);
select throws_like(
    $$ delete from billing.subscription_facts $$, '%"append_only"%', 'nor deleted'
);
select throws_like(
    $$ truncate billing.subscription_facts $$, '%"append_only"%', 'not even all at once'
);

select * from finish();
rollback;
