-- Mails: queued once, leased to one worker, tried again, and put aside when they are pointless.
begin;
\ir ../_helpers.sql
select plan(31);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as person \gset
select identity.create_one_time_token('verify_email', :'person') as token \gset
select notify.queue_verification(:'acme', :'person', :'token');
select id as email from notify.emails \gset

select notify.queue_verification(:'acme', :'person', :'token');
select is((select count(*) from notify.emails), 1::bigint, 'what is queued again is queued once');

select tests.reset_role();
set local role sidecar;
select results_eq(
    $$
        select id, attempt, kind, data ->> 'organization_name'
        from sidecar.claim_emails('one', 10, 60)
    $$,
    format($$ values (%L::uuid, 1, 'verify_email', 'acme') $$, :'email'),
    'a worker gets what is due'
);
select is_empty($$ select from sidecar.claim_emails('two', 10, 60) $$, 'which no other gets');
select throws_ok($$ select from notify.emails $$, '42501', null, 'and sees no table');
set local role unison_owner;

select
    is(
        notify.message_id(:'email'), format('<%s@localhost>', :'email'), 'a mail has one Message-ID'
    );
update notify.emails set next_attempt_at = util.wall_clock();
select results_eq(
    $$ select attempt, message_id from notify.claim_emails('two', 10, 60) $$,
    format($$ values (2, '<%s@localhost>') $$, :'email'),
    'a worker that died loses its lease: another gets the mail, with the same Message-ID'
);
select is(
    notify.record_email_result(:'email', 1, 'retry', 'late'),
    'sending',
    'what the first says late does not count'
);

select is(
    notify.record_email_result(:'email', 2, 'retry', 'try again'), 'queued', 'a mail is tried again'
);
select is_empty($$ select from notify.claim_emails('one', 10, 60) $$, 'not at once');
select is(
    (
        select date_trunc('second', next_attempt_at - util.wall_clock() + interval '0.9 seconds')
        from notify.emails
    ),
    interval '60 seconds',
    'but later, and later every time'
);
select is((select last_error from notify.emails), 'try again', 'the reason is kept');
update notify.emails set next_attempt_at = util.wall_clock();
select is((select attempt from notify.claim_emails('one', 10, 60)), 3, 'the third attempt');
select is(notify.record_email_result(:'email', 3, 'sent', null), 'sent', 'succeeds');
select results_eq(
    $$
        select
            status, data ->> 'url', data ->> 'organization_name', last_error,
            finished_at is not null
        from notify.emails
    $$,
    $$ values ('sent', null, 'acme', null, true) $$,
    'what is sent keeps no link'
);
select is(
    notify.record_email_result(:'email', 3, 'retry', 'again'),
    'sent',
    'and stays sent, whatever is said later'
);

-- A late "sent" is true all the same.
update notify.emails set status = 'queued', finished_at = null, attempts = 5;
select is(notify.record_email_result(:'email', 3, 'sent', null), 'sent', 'a late success is one');

-- For good.
update notify.emails set status = 'sending', finished_at = null;
select is(
    notify.record_email_result(:'email', 5, 'refused', 'no such mailbox'),
    'failed',
    'a refused mail is not tried again'
);
update notify.emails set status = 'sending', finished_at = null, attempts = 12;
select is(
    notify.record_email_result(:'email', 12, 'retry', 'again'),
    'failed',
    'nor one after twelve attempts'
);
update notify.emails set
    status = 'sending', finished_at = null, next_attempt_at = util.wall_clock();
select
    is_empty(
        $$ select from notify.claim_emails('one', 10, 60) $$, 'nor one that nobody ever reported on'
    );
select is((select status from notify.emails), 'failed', 'which has failed');

-- Relevance ---------------------------------------------------------------------------------------

update notify.emails set status = 'queued', finished_at = null, attempts = 0;
create function pg_temp.outcome(change text) returns text language sql as $$
    select tests.answer_after(
        change, '(select count(*) from notify.claim_emails(''one'', 10, 60))'
    ) || ' ' || tests.answer_after(
        change || '; select notify.claim_emails(''one'', 10, 60)',
        '(select status from notify.emails)'
    )
$$;
select is(pg_temp.outcome('select'), '1 sending', 'a mail with a live link is sent');
select is(
    pg_temp.outcome(format('select identity.use_one_time_token(%L, %L)', :'token', 'verify_email')),
    '0 obsolete',
    'one with a used link is not'
);
select is(
    pg_temp.outcome('update identity.one_time_tokens set expires_at = util.wall_clock()'),
    '0 obsolete',
    'nor one with a link that has expired'
);
select is(
    pg_temp.outcome('delete from identity.one_time_tokens'), '0 obsolete', 'nor one that is gone'
);

delete from notify.emails;
insert into identity.invitations (
    organization_id, email, role, invited_by, created_at, expires_at
)
values (
    :'acme', 'new@example.com', 'member', :'person', util.wall_clock(),
    util.wall_clock() + interval '1 day'
);
select
    notify.queue_invitation(
        i,
        identity.create_one_time_token(
            'invitation', organization_id => i.organization_id, invitation_id => i.id
        )
    )
from identity.invitations as i;
select is(pg_temp.outcome('select'), '1 sending', 'an invitation is sent');
select is(
    pg_temp.outcome('update identity.invitations set revoked_at = util.wall_clock()'),
    '0 obsolete',
    'one that was taken back is not'
);

select results_eq(
    $$ select recipient from notify.claim_emails('one', 10, 60) $$,
    $$ values ('new@example.com') $$,
    'others are sent'
);

select notify.enqueue('invitation', n || '@example.com', :'acme', null, '{}', 'n' || n)
from generate_series(1, 5) as n;
select results_eq(
    $$ select recipient from notify.claim_emails('one', 2, 60) $$,
    $$ values ('1@example.com'), ('2@example.com') $$,
    'oldest first, as many as asked for'
);
select is(
    (select count(*) from notify.claim_emails('two', 10, 60)), 3::bigint, 'the rest by others'
);
select notify.enqueue('invitation', 'q' || n || '@example.com', :'acme', null, '{}', 'q' || n)
from generate_series(1, 60) as n;
select results_eq(
    $$ select recipient from notify.claim_emails('one', 60, 60) $$,
    $$ select 'q' || n || '@example.com' from generate_series(1, 60) as n $$,
    'they leave in the order in which they were queued'
);
select throws_ok(
    format($$ select notify.record_email_result(%L, 1, 'sent', null) $$, gen_random_uuid()),
    'P0002',
    null,
    'an unknown mail is a fault'
);

select * from finish();
rollback;
