-- Asking the sidecar from inside the database.
begin;
\ir ../_helpers.sql
select plan(6);

delete from jobs.sidecars;
select throws_like(
    $$ select jobs.call_sidecar('ping') $$,
    'nobody has said where the sidecar is',
    'somebody has to say where it is'
);
select jobs.set_sidecar('http://sidecar.test:8083', repeat('k', 32));
select jobs.set_sidecar('http://sidecar.test:8084/', repeat('k', 33));
select jobs.call_sidecar('ping', '{"a": 1}') as id \gset
select results_eq(
    format(
        $$
            select q.method::text, q.url, convert_from(q.body, 'UTF8')::jsonb, q.headers
            from net.http_request_queue as q
            where q.id = %s
        $$,
        :id
    ),
    $$
        values (
            'POST', 'http://sidecar.test:8084/internal/ping', '{"a": 1}'::jsonb,
            jsonb_build_object(
                'Content-Type', 'application/json', 'X-Internal-Key', repeat('k', 33)
            )
        )
    $$,
    'it is called where it was last said to be, with its key'
);
select throws_ok(
    $$ select jobs.set_sidecar('http://sidecar.test:8083', 'short') $$,
    '23514',
    null,
    'a short key is refused'
);
select throws_ok(
    $$ select jobs.set_sidecar('http://sidecar.test:8083/x', repeat('k', 32)) $$,
    '23514',
    null,
    'and so is what is more than an origin'
);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select s.internal_key from jobs.sidecars as s $$,
    '42501',
    null,
    'an owner of an organization cannot read the key'
);
select throws_ok(
    $$ select jobs.call_sidecar('ping') $$, '42501', null, 'and cannot have the sidecar called'
);

select * from finish();
rollback;
