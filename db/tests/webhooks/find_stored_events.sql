begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(2);

create function tests.digest(body text)
returns bytea
language sql
return pg_catalog.sha256(pg_catalog.convert_to(body, 'UTF8'));

select tests.stripe_event('1', 'radar.noted', 0, '{"id": "issfr_1"}') as seen \gset
select tests.stripe_event('2', 'invoice.created', 0, tests.stripe_invoice()) as parked \gset
select sidecar.receive_stripe_event(:'seen');
select sidecar.receive_stripe_event(:'parked');

select results_eq(
    format(
        $$ select * from webhooks.find_stored_events(%L, %L) order by 1 $$,
        array['evt_1', 'evt_2', 'evt_3'],
        array[tests.digest(:'seen'), tests.digest(:'parked'), tests.digest('')]
    ),
    $$ values ('evt_1', false), ('evt_2', true) $$,
    'what is stored need not be sent again'
);
select is_empty(
    format(
        $$ select * from webhooks.find_stored_events(%L, %L) $$,
        array['evt_1'], array[tests.digest(:'parked')]
    ),
    'unless the body is another'
);

select * from finish();
rollback;
