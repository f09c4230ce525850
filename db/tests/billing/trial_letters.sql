-- The end of a trial: letters 7, 3 and 1 days before and at the end, each once; then read-only.
begin;
\ir ../_helpers.sql
select plan(30);

create function tests.letters(organization_id uuid)
returns text
language sql
set search_path = ''
as $$
select pg_catalog.string_agg(
    pg_catalog.concat_ws(' ', e.kind, e.data ->> 'days', nullif(e.status, 'queued')),
    ', ' order by e.created_at
)
from notify.emails as e
where e.organization_id = letters.organization_id and e.kind ~ '^trial_';
$$;

create function tests.run_jobs(organization_id uuid)
returns bigint
language sql
set search_path = ''
as $$
select billing.remind_trials(run_jobs.organization_id)
    + billing.expire_trials(run_jobs.organization_id);
$$;

create function tests.status(organization_id uuid)
returns text
language sql
set search_path = ''
as $$
select pg_catalog.concat_ws(' ', s.status, s.access, s.status_reason)
from billing.subscriptions as s
where s.organization_id = status.organization_id and s.is_primary;
$$;

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'acme', 'member') as mo \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
update identity.organizations set is_sandbox = true where id = :'acme';
select billing.start_trial(:'acme', :'ada') as trial \gset
select billing.start_trial(:'rival', :'eve');

-- A clock that is moved day by day
select tests.run_jobs(null);
select tests.run_jobs(:'acme');
select is(tests.letters(:'acme'), null, 'nothing on the first day');
select util.advance_clock(:'acme', util.now() + interval '7 days');
select is(tests.run_jobs(:'acme'), 1::bigint, 'seven days before the end there is one letter');
select is(tests.letters(:'acme'), 'trial_ending 7', 'it says so');
select is(tests.run_jobs(:'acme'), 0::bigint, 'once');
select is(tests.run_jobs(null), 0::bigint, 'not under the platform''s clock');
select util.advance_clock(:'acme', util.now() + interval '8 days');
select is(tests.run_jobs(:'acme'), 0::bigint, 'the next day there is none');
select util.advance_clock(:'acme', util.now() + interval '11 days');
select tests.run_jobs(:'acme');
select util.advance_clock(:'acme', util.now() + interval '13 days');
select tests.run_jobs(:'acme');
select is(tests.status(:'acme'), 'trialing full', 'until the end all is open');
select util.advance_clock(:'acme', util.now() + interval '14 days 1 second');
select tests.run_jobs(:'acme');
select is(
    tests.letters(:'acme'), 'trial_ending 7, trial_ending 3, trial_ending 1, trial_ended',
    'reminders in their order, each once, then the end'
);
select is(tests.status(:'acme'), 'suspended read_only trial_ended', 'then read-only');
select is(tests.run_jobs(:'acme'), 0::bigint, 'and nothing again');
select util.advance_clock(:'acme', util.now() + interval '1 year');
select is(tests.run_jobs(:'acme'), 0::bigint, 'not even after a year');
select is(
    (select count(distinct e.user_id) from notify.emails as e where e.organization_id = :'acme'),
    1::bigint,
    'the owner is told, a plain member is not'
);
select is(tests.status(:'rival'), 'trialing full', 'another tenant''s trial goes on');

-- A clock that jumps over all of it
select tests.create_organization('jumper') as jumper \gset
select tests.create_member(:'jumper', 'owner') as jo \gset
update identity.organizations set is_sandbox = true where id = :'jumper';
select billing.start_trial(:'jumper', :'jo');
select util.advance_clock(:'jumper', util.now() + interval '15 days');
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values
(:'jumper', 'https://jumper.example.com/', '{subscription.trial_ending}', :'jo', util.wall_clock()),
(:'rival', 'https://rival.example.com/', '{*}', :'eve', util.wall_clock());
select tests.run_jobs(:'jumper');
select billing.queue_trial_emails(s) from billing.subscriptions as s
where s.organization_id = :'jumper';
select is(
    (
        select string_agg(e.data ->> 'days_before', ' ' order by e.created_at)
        from webhooks.events as e
        where e.organization_id = :'jumper' and e.type = 'subscription.trial_ending'
    ),
    '7 3 1',
    'webhooks are told of each reminder once'
);
select is(
    (
        select count(*)
        from webhooks.deliveries as d
        where d.organization_id = :'jumper'
    ),
    3::bigint,
    'and who asks for that alone gets no more'
);
select is_empty(
    format($$ select from webhooks.events where organization_id = %L $$, :'rival'),
    'another tenant gets none of it'
);
select is(
    tests.letters(:'jumper'), 'trial_ending 7, trial_ending 3, trial_ending 1, trial_ended',
    'a sandbox whose clock jumps gets all of them, in order'
);
select is(tests.status(:'jumper'), 'suspended read_only trial_ended', 'and is read-only');
select sidecar.claim_emails('w', 10, 60);
select is(
    tests.letters(:'jumper'),
    'trial_ending 7 sending, trial_ending 3 sending, trial_ending 1 sending, trial_ended sending',
    'which are sent'
);

-- The platform, away for a while
select util.advance_clock(null, util.now() + interval '11 days 1 hour');
select tests.run_jobs(null);
select is(tests.letters(:'rival'), 'trial_ending 3', 'of two missed reminders the newest is sent');
select billing.extend_trial(:'rival', 5, 'They asked for it') is not null;
select sidecar.claim_emails('w', 10, 60);
select is(
    tests.letters(:'rival'), 'trial_ending 3 obsolete',
    'an extended trial does not end when a waiting letter says'
);
select util.advance_clock(null, util.now() + interval '5 days');
select tests.run_jobs(null);
select is(
    tests.letters(:'rival'), 'trial_ending 3 obsolete, trial_ending 3',
    'and is spoken of again'
);
select util.advance_clock(null, util.now() + interval '30 days');
select tests.run_jobs(null);
select is(
    tests.letters(:'rival'), 'trial_ending 3 obsolete, trial_ending 3, trial_ended',
    'away over the end, that it has ended is all the news'
);
select is(tests.status(:'rival'), 'suspended read_only trial_ended', 'as it has');
select is(
    (
        select upper(v.valid_during) - lower(v.valid_during)
        from billing.subscription_versions as v
        where
            v.organization_id = :'rival'
            and v.status = 'trialing'
            and upper_inf(v.known_during)
    ),
    interval '19 days',
    'its history says when, not when we noticed'
);

-- Extending
select billing.extend_trial(:'rival', 2, 'Once more');
select is(tests.status(:'rival'), 'trialing full', 'a trial that is over can go on');
select tests.run_jobs(null);
select is(
    (select s.trial_ends_at from billing.subscriptions as s where s.organization_id = :'rival'),
    util.now() + interval '2 days',
    'from now'
);
select is(
    (
        select count(*)
        from notify.emails as e
        where e.organization_id = :'rival' and e.status = 'queued' and e.kind = 'trial_ending'
    ),
    1::bigint,
    'whoever was given two days is not told at once that three are left'
);
select throws_like(
    format($$ select billing.extend_trial(%L, 91, 'Too long') $$, :'rival'),
    '%"invalid_argument"%',
    'not for more than 90 days'
);
select throws_like(
    format($$ select billing.extend_trial(%L, 5, ' ') $$, :'rival'),
    '%"invalid_argument"%',
    'nor without a reason'
);

select * from finish();
rollback;
