-- The stand-in's own half: leases, reports, and who may reach any of it.
begin;
\ir ../_helpers.sql
select plan(16);

select is(
    split_part(obj_description('net'::regnamespace), ':', 1),
    'Stand-in for pg_net',
    'the schema says which of the two it is'
);
select is_empty(
    $$
        select r.rolname, o.name
        from pg_roles as r
        cross join lateral (
            select c.oid::regclass::text, has_table_privilege(r.oid, c.oid, 'select, insert')
            from pg_class as c
            where c.relnamespace = 'net'::regnamespace and c.relkind = 'r'
            union all
            select p.oid::regprocedure::text, has_function_privilege(r.oid, p.oid, 'execute')
            from pg_proc as p
            where p.pronamespace = 'net'::regnamespace
            union all
            select 'net', has_schema_privilege(r.oid, 'net', 'usage')
        ) as o (name, may)
        where
            o.may
            and r.rolname in (
                'anon', 'authenticated', 'platform_admin', 'analyst', 'sidecar', 'cron_runner',
                'authenticator'
            )
    $$,
    'nobody but the owner may use it: headers hold keys'
);
select is_empty(
    $$
        select p.oid::regprocedure
        from pg_proc as p
        where
            p.pronamespace = 'net'::regnamespace
            and (
                p.prosecdef
                or not coalesce('search_path=""' = any(p.proconfig), false)
                or obj_description(p.oid, 'pg_proc') is null
            )
    $$,
    'its functions pin their search_path, lend nobody their rights, and have a comment'
);
select is_empty(
    $$
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace = 'net'::regnamespace and c.relkind = 'r' and c.relpersistence <> 'p'
    $$,
    'its tables are logged: a crash loses no request'
);

-- Leases
select net.http_get('https://hooks.example.com/1', timeout_milliseconds => 2000) as first \gset
select net.http_get('https://hooks.example.com/2') as second \gset

select results_eq(
    $$ select c.id from net.claim_requests('a worker', 1) as c $$,
    array[:first::bigint],
    'the oldest is claimed first'
);
select
    ok(
        q.leased_until - util.wall_clock() between interval '31 seconds' and interval '32 seconds',
        'for its timeout and 30 seconds'
    )
from net.http_request_queue as q
where q.id = :first;
select results_eq(
    $$ select c.id from net.claim_requests('another', 9) as c $$,
    array[:second::bigint],
    'and by one worker only'
);
update net.http_request_queue as q
set leased_until = util.wall_clock()
where q.id = :first;
select results_eq(
    $$ select c.id from net.claim_requests('another', 9) as c $$,
    array[:first::bigint],
    'until its lease has ended'
);

-- Reports
select is(
    net.record_response(
        :first, 200, '{"content-type": "text/plain", "x": "y"}', 'yes', false, null
    ),
    'answered',
    'the first report counts'
);
select results_eq(
    format(
        $$
            select r.status_code, r.content_type, r.content, r.timed_out, r.error_msg
            from net._http_response as r
            where r.id = %s
        $$,
        :first
    ),
    $$ values (200, 'text/plain', 'yes', false, null::text) $$,
    'and is kept'
);
select is(net.record_response(:first, 500), 'stale', 'a second one does not');
select is(
    net.record_response(:second, timed_out => true, error_msg => 'no answer in 5 s'),
    'failed',
    'a failure is a response, too'
);
select is_empty('select from net.http_request_queue', 'and nothing is left to do');

-- A request that no worker survives
select net.http_get('https://hooks.example.com/3') as third \gset
update net.http_request_queue as q
set attempts = 5, leased_until = util.wall_clock()
where q.id = :third;
select is_empty(
    $$ select from net.claim_requests('a worker', 9) $$,
    'what five workers died of is not tried by a sixth'
);
select
    alike(
        r.error_msg, 'given up%', 'and says so'
    )
from net._http_response as r
where r.id = :third;

-- What is kept
update net._http_response as r
set created = util.wall_clock() - interval '7 hours'
where r.id = :first;
select net.http_get('https://hooks.example.com/4') as fourth \gset
select net.record_response(:fourth, 200);
select is_empty(
    format('select from net._http_response as r where r.id = %s', :first),
    'responses go after six hours, as others come in'
);

select * from finish();
rollback;
