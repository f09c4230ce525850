-- Every job, with the clocks moved by a day, a month and a year: it ends, and does nothing twice.
begin;
\ir ../_helpers.sql
select plan(11);

create function tests.failures(days integer)
returns setof text
language plpgsql
set search_path = ''
as $$
declare
    v_job jobs.registry;
    v_organization_id uuid;
    v_call text;
    v_rows bigint;
begin
    for v_organization_id in
        select c.organization_id
        from util.clocks as c
        order by c.organization_id nulls first
    loop
        perform util.advance_clock(
            v_organization_id, pg_catalog.now() + pg_catalog.make_interval(days => failures.days)
        );
    end loop;

    for v_job in
        select g.*
        from jobs.registry as g
        order by g.name
    loop
        for v_organization_id in
            select c.organization_id
            from util.clocks as c
            where v_job.is_per_clock or c.organization_id is null
            order by c.organization_id nulls first
        loop
            v_call = 'select ' || v_job.function
                || case when v_job.is_per_clock then '($1)' else '()' end;
            begin
                execute v_call using v_organization_id;
                execute v_call into v_rows using v_organization_id;
                if v_rows <> 0 then
                    return next pg_catalog.format('%s did %s twice', v_job.name, v_rows);
                end if;
            exception
                when others then
                    return next pg_catalog.format('%s failed: %s', v_job.name, sqlerrm);
            end;
        end loop;
    end loop;
end
$$;

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('sandbox') as sandbox \gset
select tests.create_member(:'sandbox', 'owner') as sam \gset
update identity.organizations set is_sandbox = true where id = :'sandbox';
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'sandbox', :'sam');
select util.advance_clock(null, now() + interval '1 minute');
select util.advance_clock(:'sandbox', now() + interval '2 minutes');

insert into billing.checkout_sessions (organization_id, status, created_at, expires_at)
values
(:'acme', 'open', now(), now() + interval '23 hours'),
(:'sandbox', 'open', now(), now() + interval '23 hours');
insert into identity.throttles (key, tries, window_started_at)
values ('old', 1, now() - interval '3 days'), ('new', 1, now());
insert into identity.one_time_tokens (token_hash, purpose, user_id, created_at, expires_at)
select
    convert_to(t.days::text, 'UTF8'),
    'verify_email',
    :'ada',
    now() - interval '20 days',
    now() - make_interval(days => t.days)
from (values (8), (6)) as t (days);
insert into identity.sessions (
    kind, user_id, organization_id, created_at, expires_at, revoked_at, revoked_reason
)
values
('user', :'ada', :'acme', now() - interval '50 days', now() - interval '40 days', null, null),
('user', :'ada', :'acme', now() - interval '50 days', now() + interval '40 days', null, null),
(
    'user', :'ada', :'acme', now() - interval '50 days', now() + interval '9 days',
    now() - interval '40 days', 'signed_out'
);
insert into identity.refresh_tokens (token_hash, session_id, created_at, expires_at)
select
    convert_to(s.id::text || t.days, 'UTF8'),
    s.id,
    s.created_at,
    now() - make_interval(days => t.days)
from identity.sessions as s
cross join (values (2), (-2)) as t (days);
select
    notify.enqueue(
        'verify_email', t.name || '@example.com', null, null, '{"full_name": "Ada"}', t.name
    )
from (values ('old'), ('new'), ('waiting')) as t (name);
update notify.emails as e
set
    status = 'sent',
    finished_at = now() - case when e.dedupe_key = 'old' then interval '91 days' else '0' end
where e.dedupe_key in ('old', 'new');

select is_empty('select tests.failures(1)', 'a day later');
select results_eq(
    'select status, finished_at = expires_at from billing.checkout_sessions',
    $$ values ('open', null::boolean), ('open', null) $$,
    'a page to pay on is left to Stripe for an hour'
);
select is_empty('select tests.failures(31)', 'a month later');
select results_eq(
    'select status, finished_at = expires_at from billing.checkout_sessions',
    $$ values ('expired', true), ('expired', true) $$,
    'and then closed'
);
select is(
    (select count(*) from billing.subscriptions as s where s.status = 'suspended'), 2::bigint,
    'the trials are over'
);
select is_empty('select tests.failures(366)', 'a year later');
select results_eq(
    'select key from identity.throttles', array['new'], 'tries are forgotten after two days'
);
select results_eq(
    $$ select token_hash from identity.one_time_tokens $$, array['6'::bytea],
    'dead links after a week'
);
select results_eq(
    $$ select s.expires_at > now() + interval '30 days', t.expires_at > now()
    from identity.sessions as s left join identity.refresh_tokens as t on s.id = t.session_id $$,
    $$ values (true, true) $$,
    'sessions that have ended after a month, with their tokens; tokens when they have expired'
);
select results_eq(
    $$ select dedupe_key, data = '{}' from notify.emails where kind = 'verify_email' order by 1 $$,
    $$ values ('new', false), ('old', true), ('waiting', false) $$,
    'what stood in a mail after three months'
);

insert into jobs.runs (
    job_name, clock_at, reason, run_by, attempt, started_at, finished_at, outcome, rows_handled
)
select
    t.name,
    now(),
    'schedule',
    'cron_runner',
    1,
    now() - make_interval(days => t.days),
    now() - make_interval(days => t.days),
    'succeeded',
    t.rows
from (
    values ('one', 91, 5), ('one', 89, 5), ('one', 3, 0), ('one', 1, 0), ('rare', 400, 0)
) as t (name, days, rows);
select jobs.purge_runs();
select results_eq(
    $$ select job_name, floor(extract(epoch from now() - started_at) / 86400)::integer
    from jobs.runs order by 1, 2 $$,
    $$ values ('one', 1), ('one', 89), ('rare', 400) $$,
    'of runs the last one of each job stays, what did something for three months'
);

select * from finish();
rollback;
