-- What the staff do for somebody who asks: read letters and events, help people in, write down.
begin;
\ir ../_helpers.sql
select plan(49);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select billing.start_trial(:'acme', :'owner') \gset
select tests.create_staff() as colleague \gset
select identity.set_second_factor(:'colleague', decode(repeat('01', 20), 'hex')) \gset
select identity.set_second_factor(:'owner', decode(repeat('01', 20), 'hex')) \gset
select identity.open_session('user', :'owner', :'acme', true) as with_code \gset
select notify.enqueue(
    'verify_email', 'ada@example.com', :'acme', :'owner',
    '{"full_name": "Ada", "url": "https://unison.test/verify#token=secret", "expires_hours": 48,
    "link": "https://unison.test/x#token=secret", "hint": "see https://unison.test/y#token=secret",
    "unsubscribe_url": "https://unison.test/unsubscribe/#token=secret", "portal_url": null}',
    'support-1', '\x01'
) as letter \gset
select notify.enqueue(
    'payment_failed', 'ada@example.com', :'acme', :'owner', '{}', 'support-2'
) as forgotten \gset
insert into webhooks.stripe_events (
    id, type, object_kind, object_id, livemode, created_at, received_at, body, status
)
values (
    'evt_support', 'customer.updated', 'customer', 'cus_x', false, util.now(), util.now(),
    '{"id": "evt_support", "data": {"object": {
        "object": "customer", "id": "cus_x", "name": "Ada", "email": "ada@example.com", "balance": 7
    }}}',
    'parked'
);

-- No customer ------------------------------------------------------------------------------------
select tests.act_as(:'owner', :'acme');
select throws_ok(c.call, '42501', null, 'no customer: ' || c.call)
from (
    values
    (format('select admin.preview_email(%L)', :'letter')),
    ('select admin.read_stripe_event(''evt_support'')'),
    (format('select admin.end_sessions(%L, ''Mine'')', :'rival_owner')),
    (format('select admin.reset_second_factor(%L, ''Mine'')', :'colleague')),
    (format('select admin.export_user(%L, ''Mine'')', :'rival_owner')),
    (format('select admin.add_note(%L, ''Mine'')', :'rival')),
    (format('select admin.repair_drift(%L, ''Mine'')', :'rival')),
    ('select * from admin.sessions'),
    ('select * from admin.invariants'),
    ('select * from admin.attention')
) as c (call);

-- A letter as its reader sees it -----------------------------------------------------------------
select tests.act_as_staff();
select throws_ok(
    'select data from notify.previews', '42501', null, 'nobody reads what letters are written with'
);
select is(
    admin.preview_email(:'letter') ->> 'status', 'pending', 'a letter is written on request'
);
select admin.preview_email(:'letter') \gset
select is(
    (select count(*) from admin.audit_log as l where l.action = 'email_previewed'), 1::bigint,
    'that somebody looked is recorded, and once'
);
select tests.act_as_staff();
select admin.preview_email(:'letter') \gset
select is(
    (select count(*) from admin.audit_log as l where l.action = 'email_previewed'), 2::bigint,
    'somebody else who looks at what was written for the first is recorded as well'
);
select is_empty(
    $$ select from admin.emails as e where to_jsonb(e)::text like '%token=%' $$,
    'the list of letters holds nothing that stands in them'
);
select is(
    admin.preview_email(:'forgotten') ->> 'status', 'forgotten', 'what is not kept is not written'
);
select throws_like(
    format('select admin.preview_email(%L)', :'acme'), '%"email_not_found"%', 'what is no letter'
);
select tests.reset_role();
set local role sidecar;
select results_eq(
    $$ select kind, data ->> 'url', data ->> 'full_name' from sidecar.claim_email_previews(5) $$,
    $$ values ('verify_email', 'https://unison.test/…', 'Ada') $$,
    'the worker is told what stands in it, but not the links'
);
select is_empty('select * from sidecar.claim_email_previews(5)', 'another one is not, at once');
reset role;
set local role unison_owner;
select is_empty(
    $$ select from notify.previews as p where p::text like '%token=%' $$,
    'no link that acts for its reader is in what a letter is written from'
);
select is(
    (
        select count(*)
        from information_schema.role_table_grants as g
        where
            g.table_schema = 'notify'
            and g.table_name = 'previews'
            and g.grantee <> 'unison_owner'
    ),
    0::bigint,
    'nobody but functions reads what was written'
);
reset role;
set local role unison_owner;
update notify.previews
set claimed_at = util.wall_clock() - interval '31 seconds';
set local role sidecar;
select is(
    (select count(*) from sidecar.claim_email_previews(5)), 1::bigint,
    'but when the first has told nothing for half a minute'
);
select is(
    sidecar.record_email_preview(:'letter', 'Hello', 'Hello Ada', '<p>Hello Ada</p>', null),
    'recorded', 'what was written is kept'
);
select is(
    sidecar.record_email_preview(:'letter', null, null, null, 'Late'), 'late',
    'and nothing said afterwards'
);
select tests.act_as_staff();
select results_eq(
    format($$
        select p.letter ->> 'status', p.letter ->> 'subject', p.letter ->> 'html'
        from (select admin.preview_email(%L) as letter) as p
    $$, :'letter'),
    $$ values ('ready', 'Hello', '<p>Hello Ada</p>') $$,
    'and is answered'
);
select tests.reset_role();
update notify.previews
set requested_at = util.wall_clock() - interval '11 minutes';
select is_empty('select * from notify.claim_previews(5)', 'later there is nothing to write');
select is_empty('select * from notify.previews', 'and what was written is forgotten');

-- What Stripe said -------------------------------------------------------------------------------
select tests.act_as_staff();
select is(
    admin.read_stripe_event('evt_support')::jsonb #> '{data,object}',
    '{"object": "customer", "id": "cus_x", "name": null, "email": null, "balance": 7}',
    'an event is read without what is personal'
);
select throws_like(
    'select admin.read_stripe_event(''evt_none'')', '%"stripe_event_not_found"%', 'one there is not'
);
select admin.retry_stripe_event('evt_support', 'They have fixed it') \gset
select is(
    (
        select l.reason
        from admin.audit_log as l
        where l.action = 'stripe_event_retried'
    ),
    'They have fixed it', 'whoever tries again may say why'
);

-- People -----------------------------------------------------------------------------------------
select tests.reset_role();
select tests.open_session('user', :'rival_owner', :'rival') as session \gset
select tests.act_as_staff();
select is(
    (select s.is_live from admin.sessions as s where s.id = :'session'), true,
    'the staff see who is signed in'
);
select throws_like(
    format('select admin.end_sessions(%L, %L)', :'rival_owner', ''), '%"invalid_argument"%',
    'without a reason nobody is signed out'
);
select admin.end_sessions(:'rival_owner', 'A lost laptop') \gset
select results_eq(
    format(
        'select is_live, revoked_reason from admin.sessions where id = %L', :'session'
    ),
    $$ values (false, 'ended_by_staff') $$,
    'and sign people out'
);
select throws_like(
    format('select admin.end_sessions(%L, %L)', :'acme', 'Nobody'), '%"user_not_found"%',
    'of whom there is one'
);
select is(
    (select u.has_second_factor from admin.users as u where u.id = :'colleague'), true,
    'the staff see who has a second factor'
);
select throws_like(
    format(
        'select admin.reset_second_factor(%L, %L)', identity.current_user_id(), 'A new telephone'
    ),
    '%"user_not_found"%', 'nobody takes away their own'
);
select throws_like(
    format('select admin.reset_second_factor(%L, %L)', :'owner', ' '), '%"invalid_argument"%',
    'nor without a reason that of a customer'
);
select admin.reset_second_factor(:'owner', 'A lost telephone, asked for by video') \gset
select results_eq(
    format('select u.has_second_factor from admin.users as u where u.id = %L', :'owner'),
    array[false], 'but with one'
);
select results_eq(
    format('select is_live, revoked_reason from admin.sessions where id = %L', :'with_code'),
    $$ values (false, 'second_factor_removed') $$, 'who is signed out everywhere'
);
select results_eq(
    $$
    select l.reason
    from admin.audit_log as l
    where l.action = 'second_factor_reset' or (l.action, l.subject_kind) = ('deleted', 'identity.second_factors')
    $$,
    array['A lost telephone, asked for by video', 'A lost telephone, asked for by video'],
    'the log knows who did it, and why'
);
select results_eq(
    format($$
        select e.kind from admin.emails as e
        where e.user_id = %L and e.kind = 'second_factor_removed'
    $$, :'owner'),
    array['second_factor_removed'], 'and a letter tells them'
);
select admin.reset_second_factor(:'colleague', 'A lost telephone') \gset
select is(
    (select u.has_second_factor from admin.users as u where u.id = :'colleague'), false,
    'and of a colleague'
);
select ok(
    octet_length(admin.export_user(:'owner', 'Asked by letter')) > 512,
    'a person''s data are handed out'
);
select throws_like(
    format('select admin.export_user(%L, %L)', :'acme', 'Nobody'), '%"user_not_found"%',
    'of somebody there is'
);

-- Notes ------------------------------------------------------------------------------------------
select throws_like(
    format('select admin.add_note(%L, %L)', :'acme', ' '), '%invalid_argument%',
    'a note says something'
);
select admin.add_note(:'acme', 'Their purchasing is slow in August') \gset
select results_eq(
    format($$
        select t.kind, t.details ->> 'reason'
        from admin.organization_timeline as t
        where t.organization_id = %L and t.event = 'noted'
    $$, :'acme'),
    $$ values ('note', 'Their purchasing is slow in August') $$,
    'it stands in the timeline'
);
select tests.act_as(:'owner', :'acme');
select is_empty(
    $$ select 1 from api.activity as a where a.action = 'noted' $$, 'and not before the customer'
);

-- Today ------------------------------------------------------------------------------------------
select tests.reset_role();
update billing.subscriptions
set trial_ends_at = util.now() + interval '2 days'
where organization_id = :'acme';
select tests.act_as_staff();
select results_eq(
    $$ select a.times from admin.attention as a where a.kind in ('trial_ending', 'risk_x') $$,
    array[1::bigint], 'a trial that ends this week is to be looked at'
);
select is_empty(
    $$ select 1 from admin.attention as a where a.times = 0 $$, 'what is well is not'
);

select * from finish();
rollback;
