-- Whom a letter is not sent to after all: dead addresses, those who want no more, a crowd.
begin;
\ir ../_helpers.sql
select plan(31);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset

create function tests.letter(kind text, recipient text, organization_id uuid default null)
returns uuid
language sql
as $$
select notify.enqueue(
    letter.kind, letter.recipient, letter.organization_id, null, '{}',
    pg_catalog.gen_random_uuid()::text
);
$$;
create view tests.claimed as
select
    c.id,
    c.recipient,
    c.data
from notify.claim_emails('w', 100, 30) as c;

-- Bounces and complaints
select is(
    sidecar.record_mail_event($$ {
        "Type": "Notification",
        "Message": "{\"notificationType\": \"Bounce\", \"bounce\": {\"bounceType\": \"Permanent\", \"bouncedRecipients\": [{\"emailAddress\": \"Gone@Example.com\", \"diagnosticCode\": \"550 5.1.1\"}]}}"
    } $$),
    'suppressed',
    'an address that bounces for good is noted'
);
select is(
    sidecar.record_mail_event($$ {
        "eventType": "Complaint",
        "complaint": {
            "complainedRecipients": [{"emailAddress": "angry@example.com"}],
            "complaintFeedbackType": "abuse"
        }
    } $$),
    'suppressed',
    'and one whose owner complains, also where SNS delivers raw'
);
select is(
    sidecar.record_mail_event($$ {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": "Transient", "bouncedRecipients": [{"emailAddress": "full@example.com"}]
        }
    } $$),
    'ignored',
    'a full mailbox is no reason'
);
select is(sidecar.record_mail_event('[1]'), 'ignored', 'nor is what says nothing');
select is(sidecar.record_mail_event('{nonsense'), 'malformed', 'what is no JSON is told apart');
select is(
    sidecar.record_mail_event($$ {
        "eventType": "Complaint", "complaint": {"complainedRecipients": "angry"}
    } $$),
    'malformed', 'nor what has another shape'
);
select is(
    sidecar.record_mail_event('{"Type": "SubscriptionConfirmation"}'), 'malformed',
    'nor what names no topic'
);
select is(
    sidecar.record_mail_event(
        '{"Type": "SubscriptionConfirmation", "TopicArn": "arn:x", "SubscribeURL": "https://x/"}'
    ),
    'waits_for_operator',
    'a subscription is confirmed by a person'
);
select is(
    (select a.details ->> 'subscribe_url' from webhooks.alarms as a where a.subject = 'arn:x'),
    'https://x/',
    'who is told where'
);
select results_eq(
    $$ select s.address, s.reason, s.detail from notify.suppressions as s order by 1 $$,
    $$ values
    ('angry@example.com', 'complaint', 'abuse'), ('gone@example.com', 'bounce', '550 5.1.1') $$,
    'addresses are kept in lower case, with the reason'
);

select tests.letter('payment_succeeded', 'GONE@example.com') as dead \gset
select tests.letter('payment_succeeded', 'ada@example.com');
select results_eq(
    $$ select c.recipient from tests.claimed as c $$,
    $$ values ('ada@example.com') $$,
    'a dead address gets nothing, however it is written'
);
select results_eq(
    format($$ select e.status, e.last_error from notify.emails as e where e.id = %L $$, :'dead'),
    $$ values ('suppressed', 'bounce') $$,
    'and the staff see why'
);

select tests.letter('payment_succeeded', 'founder@story.INVALID') as nobody \gset
select is_empty(
    $$ select c.recipient from tests.claimed as c $$,
    'what can be nobody''s address is never sent to'
);
select results_eq(
    format($$ select e.status, e.last_error from notify.emails as e where e.id = %L $$, :'nobody'),
    $$ values ('suppressed', 'reserved_domain') $$,
    'and that is said, too'
);

-- The staff let it go
select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select admin.remove_email_suppression('gone@example.com') $$, '42501', null,
    'a customer does not say which addresses work'
);
select tests.act_as_staff();
select is(count(*), 2::bigint, 'the staff see whom nothing is sent to')
from admin.email_suppressions;
select throws_like(
    $$ select admin.remove_email_suppression('nobody@example.com') $$,
    '%"suppression_not_found"%',
    'what is not held back cannot be let go'
);
select admin.remove_email_suppression('gone@example.com');
select admin.retry_email(:'dead');
select throws_like(
    format($$ select admin.retry_email(%L) $$, :'dead'), '%"email_not_retryable"%',
    'what waits already is not queued again'
);
select throws_like(
    format($$ select admin.retry_email(%L) $$, :'acme'), '%"email_not_found"%',
    'what is no letter is not there'
);
select tests.reset_role();
select is(c.id, :'dead', 'it leaves then') from tests.claimed as c;

-- Unsubscribing
select tests.letter('usage_alert', 'ada@example.com', :'acme') as alert \gset
select split_part(c.data ->> 'unsubscribe_url', '#token=', 2) as token
from tests.claimed as c where c.id = :'alert' \gset
select isnt(:'token', ''::text, 'a letter that can be done without says how');
select tests.act_as_anon();
select throws_like(
    $$ select api.unsubscribe('guess') $$, '%"one_time_token_invalid"%', 'nobody guesses'
);
select is(
    api.unsubscribe(:'token')::jsonb, '{"category": "usage"}', 'its reader need not be signed in'
);
select lives_ok(
    format($$ select api.unsubscribe(%L) $$, :'token'), 'and may say it twice, as mail programs do'
);
select tests.reset_role();
select tests.letter('usage_alert', 'Ada@example.com', :'acme') as unwanted \gset
select tests.letter('payment_failed', 'ada@example.com', :'acme') as owed \gset
select tests.letter('usage_alert', 'bob@example.com', :'acme') as other \gset
select set_eq(
    $$ select c.id from tests.claimed as c $$,
    format($$ values (%L::uuid), (%L::uuid) $$, :'owed', :'other'),
    'no more of those letters come, what is owed does, and others get theirs'
);
select results_eq(
    format(
        $$ select e.status, e.last_error from notify.emails as e where e.id = %L $$, :'unwanted'
    ),
    $$ values ('suppressed', 'unsubscribed') $$,
    'which can be seen as well'
);
select is(
    (select e.unsubscribe_hash from notify.emails as e where e.id = :'owed'), null,
    'what is owed carries no such link'
);

-- A crowd
select util.set_setting('emails_per_organization', '3');
select tests.letter('invitation', format('guest%s@example.com', n), :'acme')
from generate_series(1, 5) as n;
select tests.letter('invitation', 'guest@rival.example', :'rival');
select
    is(
        count(*) filter (where c.recipient like 'guest%@example.com'), 3::bigint,
        'an organization''s flood waits'
    )
from tests.claimed as c;
select is(
    (select e.status from notify.emails as e where e.recipient = 'guest@rival.example'), 'sending',
    'and delays nobody else'
);
update notify.emails as e set status = 'sent', finished_at = util.wall_clock()
where e.status = 'sending';
update notify.emails as e set next_attempt_at = util.wall_clock() where e.status = 'queued';
select is_empty($$ select 1 from tests.claimed $$, 'until its hour is over');
update notify.emails as e set finished_at = e.finished_at - interval '61 minutes'
where e.status = 'sent';
update notify.emails as e set next_attempt_at = util.wall_clock() where e.status = 'queued';
select is(count(*), 2::bigint, 'then the rest leaves') from tests.claimed;

select * from finish();
rollback;
