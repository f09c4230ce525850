-- Every change is recorded where it happens, with who, why, and what became other.
begin;
\ir ../_helpers.sql
select plan(37);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as stranger \gset

-- A customer ----------------------------------------------------------------------------------
select tests.act_as(:'owner', :'acme');
select lives_ok(
    $$ select api.invite_member('guest@example.com', 'member') $$, 'an owner invites somebody'
);
select results_eq(
    $$
        select actor_kind, actor_id::text, action, subject_kind, after ->> 'email', after ->> 'role'
        from api.activity
        where subject_kind = 'identity.invitations'
    $$,
    format(
        $$ values ('user', %L, 'created', 'identity.invitations', 'guest@example.com', 'member') $$,
        :'owner'
    ),
    'and reads who invited whom, and as what'
);
select tests.reset_role();
select usage.grant_entitlement(:'acme', 'api_access', 'true', 'For the test') \gset
select tests.act_as(:'owner', :'acme');
select lives_ok($$ select api.create_api_key('A machine') $$, 'a key is made');
select is(
    (
        select after
        from api.activity
        where subject_kind = 'identity.api_keys'
    ) - 'prefix' - 'created_by',
    '{"name": "A machine", "revoked_at": null}',
    'the activity tells its name and nothing of the key'
);

select tests.act_as(:'stranger', :'globex');
select is(
    (select count(*) from api.activity where organization_id <> :'globex'), 0::bigint,
    'another tenant reads nothing of it'
);
select tests.act_as(:'member', :'acme');
select is_empty('select 1 from api.activity', 'nor does a member without the permission');
select throws_ok(
    $$ insert into audit.entries (occurred_at, actor_kind, action)
    values (util.wall_clock(), 'user', 'forged') $$,
    '42501', null, 'nobody writes into the log'
);

-- The staff -----------------------------------------------------------------------------------
select tests.act_as_staff();
select throws_like(
    format($$ select admin.grant_entitlement(%L, 'sso', 'true', '  ') $$, :'acme'),
    '%reason must be text%', 'the staff do nothing without a reason'
);
select lives_ok(
    format(
        $$ select admin.grant_entitlement(%L, 'sso', 'true', 'Promised on the phone') $$, :'acme'
    ),
    'with one they do'
);
select is(
    (
        select array[l.actor_kind, l.actor_id::text, l.action, l.reason]
        from admin.audit_log as l
        where l.subject_kind = 'usage.overrides' and l.after ->> 'feature_code' = 'sso'
    ),
    array['staff', identity.current_user_id()::text, 'created', 'Promised on the phone'],
    'who of the staff did it, and why, is in the log'
);
select lives_ok(
    $$ select admin.run_job('purge_throttles') $$, 'what changes no recorded table'
);
select is(
    (
        select l.after
        from admin.audit_log as l
        where l.action = 'job_requested' and l.actor_id = identity.current_user_id()
    ),
    '{"name": "purge_throttles"}',
    'is recorded as an action'
);

select tests.act_as(:'owner', :'acme');
select is(
    (
        select
            array[
                a.actor_kind,
                a.actor_id::text,
                a.reason,
                a.after ->> 'feature_code',
                a.after ->> 'reason'
            ]
        from api.activity as a
        where a.subject_kind = 'usage.overrides' and a.after ->> 'feature_code' = 'sso'
    ),
    array['staff', null, null, 'sso', null],
    'the customer reads what the staff did, but neither who nor what they noted'
);

-- Visitors, jobs, and SQL ---------------------------------------------------------------------
select tests.reset_role();
select set_config('audit.reason', '', true) \gset
select is(
    (
        select e.after ->> 'password_hash'
        from audit.entries as e
        where e.subject_kind = 'identity.users' and e.subject_id = :'owner'
    ),
    '***',
    'a secret is never recorded'
);
update identity.users
set password_hash = 'another hash'
where id = :'owner';
select is(
    (
        select array[e.before::text, e.after::text, e.actor_kind, e.actor_name]
        from audit.entries as e
        where e.subject_kind = 'identity.users' and e.subject_id = :'owner' and e.action = 'changed'
    ),
    array['{"password_hash": "***"}', '{"password_hash": "***"}', 'database', session_user::text],
    'that SQL changed it is, and who had logged in'
);
update identity.users
set full_name = full_name;
select is(
    (
        select count(*)
        from audit.entries as e
        where e.subject_kind = 'identity.users' and e.action = 'changed'
    ),
    1::bigint,
    'what changes nothing is no change'
);
select is_empty(
    $$
        select 1 from audit.entries as e
        where concat(e.before, e.after) ~ '(@example.com|A person with)'
    $$,
    'no address stands in the log as it is'
);
select is(
    (
        select audit.revealed_values(e.after) ->> 'full_name'
        from audit.entries as e
        where e.subject_kind = 'identity.users' and e.subject_id = :'owner' and e.action = 'created'
    ),
    'A person with the role owner',
    'but can be read with the key'
);
delete from audit.personal_keys as k
where k.subject = 'user:' || :'owner';
select is(
    (
        select audit.revealed_values(e.after) ->> 'full_name'
        from audit.entries as e
        where e.subject_kind = 'identity.users' and e.subject_id = :'owner' and e.action = 'created'
    ),
    'erased',
    'and not without it'
);

select audit.note_job('expire_things') \gset
delete from identity.memberships as m
where m.user_id = :'member';
select is(
    (
        select array[e.actor_kind, e.actor_name, e.before ->> 'role', e.after::text]
        from audit.entries as e
        where e.subject_kind = 'identity.memberships' and e.action = 'deleted'
    ),
    array['job', 'expire_things', 'member', null],
    'a job is named, and what was deleted is kept'
);
select set_config('audit.job', '', true) \gset

insert into billing.profiles (organization_id, address_lines, contacts, updated_at)
values (
    :'acme', '{"Way 1", "Town"}', '{"one@example.com", "two@example.com"}', util.now(:'acme')
);
delete from audit.personal_keys as k
where k.subject = audit.address_subject('ONE@example.com');
select is(
    (
        select audit.revealed_values(e.after) -> 'contacts'
        from audit.entries as e
        where e.subject_kind = 'billing.profiles' and e.subject_id = :'acme'
    ),
    '["erased", "two@example.com"]',
    'of several people each has a key'
);

-- What is not recorded as it goes its way, but when somebody else alters it --------------------
insert into billing.stripe_commands (
    organization_id, kind, idempotency_key, next_attempt_at, created_at
)
values (:'acme', 'customer.create', 'by hand', util.wall_clock(), util.wall_clock())
returning id as command \gset
select is(
    (
        select array[e.actor_kind, e.after ->> 'kind', e.after ->> 'request']
        from audit.entries as e
        where e.subject_id = :'command' and e.action = 'created'
    ),
    '{database, customer.create, null}',
    'who has Stripe do something without being asked is recorded'
);
update billing.stripe_commands as c
set
    status = 'failed', request = '{"params": {"email": "x@example.com"}}',
    finished_at = util.wall_clock()
where c.id = :'command';
select is(
    (
        select
            array[
                e.actor_kind, e.before ->> 'status', e.after ->> 'status',
                e.after ->> 'request'
            ]
        from audit.entries as e
        where e.subject_id = :'command' and e.action = 'changed'
    ),
    '{database, queued, failed, ***}',
    'and who alters a command, without what it says of people'
);
delete from billing.stripe_commands as c
where c.id = :'command';
select is(
    (
        select array[e.actor_kind, e.before ->> 'status']
        from audit.entries as e
        where e.subject_id = :'command' and e.action = 'deleted'
    ),
    '{database, failed}',
    'or takes it away'
);
insert into billing.stripe_commands (
    organization_id, kind, idempotency_key, next_attempt_at, created_at
)
values (:'acme', 'portal_session.create', 'again', util.wall_clock(), util.wall_clock())
returning id as command \gset
-- As whom the worker has logged in, which no role can take on.
set local session authorization sidecar;
select count(*) from sidecar.claim_stripe_commands('worker', 10, 30) \gset
reset session authorization;
set local role unison_owner;
select is(
    (
        select array[c.status, count(e.id)::text]
        from billing.stripe_commands as c
        left join audit.entries as e on c.id::text = e.subject_id and e.action <> 'created'
        where c.id = :'command'
        group by c.status
    ),
    '{failed, 0}',
    'what the worker does on its way fills no log'
);

insert into identity.sessions (
    kind, user_id, organization_id, acting_staff_id, reason, created_at, expires_at
)
values (
    'impersonation', :'owner', :'acme', tests.create_staff(), 'Asked for help', util.wall_clock(),
    util.wall_clock() + interval '1 hour'
)
returning id as visit \gset
update identity.sessions
set kind = 'user', acting_staff_id = null, reason = null
where id = :'visit';
select is(
    (
        select e.before ->> 'kind'
        from audit.entries as e
        where e.subject_id = :'visit' and e.action = 'changed'
    ),
    'impersonation',
    'who makes an impersonation look like a customer''s own session is recorded'
);
update identity.sessions
set kind = 'impersonation', acting_staff_id = tests.create_staff(), reason = 'Again'
where id = :'visit';
delete from identity.sessions
where id = :'visit';
select is(
    (
        select array[e.actor_kind, e.organization_id::text, e.before ->> 'kind']
        from audit.entries as e
        where e.subject_id = :'visit' and e.action = 'deleted'
    ),
    array['database', :'acme', 'impersonation'],
    'and who takes one away'
);

-- A table that is emptied ---------------------------------------------------------------------
insert into usage.tier_overrides (organization_id, plan_version_id, reason, created_at)
select
    :'acme',
    (array_agg(v.id))[1],
    'For the test',
    util.now(:'acme')
from catalog.plan_versions as v;
select tests.act_as(:'owner', :'acme');
select throws_ok(
    'truncate usage.tier_overrides', '42501', null, 'nobody of the API empties a table'
);
select tests.reset_role();
truncate usage.tier_overrides;
select is(
    (
        select array[e.actor_kind, e.actor_name, e.before ->> 'rows', e.after::text]
        from audit.entries as e
        where e.action = 'truncated' and e.subject_kind = 'usage.tier_overrides'
    ),
    array['database', session_user::text, '1', null],
    'whoever does in SQL is recorded, and how many rows there were'
);

-- Append only ---------------------------------------------------------------------------------
select throws_like(
    'update audit.entries set reason = null', '%append_only%', 'not even the owner edits an entry'
);
select throws_like('delete from audit.entries', '%append_only%', 'or deletes one');
select throws_like('truncate audit.entries', '%append_only%', 'or all');
select audit.seal_entries() \gset
select throws_like('delete from audit.seals', '%append_only%', 'nor a seal');
select throws_like(
    'truncate audit.personal_keys', '%append_only%', 'nor forgets everybody with one word'
);

-- The list of subjects ------------------------------------------------------------------------
select set_eq(
    $$
        select t.tgrelid::regclass::text
        from pg_trigger as t
        where t.tgfoid = 'audit.record_change'::regproc
    $$,
    $$ select s.kind from audit.subjects as s $$,
    'each subject has a trigger, and each trigger a subject'
);
select is_empty(
    $$
        select s.kind, c.name
        from audit.subjects as s
        cross join unnest(
            s.key_columns || s.secret_columns || s.ignored_columns || coalesce(s.shown_columns, '{}')
            || array(select jsonb_object_keys(s.personal_columns))
        ) as c (name)
        where not exists (
            select from pg_attribute as a
            where a.attrelid = s.kind::regclass and a.attname = c.name and not a.attisdropped
        )
    $$,
    'and names columns that exist'
);
select is_empty(
    $$
        select s.kind, a.attname
        from audit.subjects as s
        inner join pg_attribute as a
            on a.attrelid = s.kind::regclass and a.attnum > 0 and not a.attisdropped
        where
            a.attname <> all(s.ignored_columns || s.secret_columns)
            and not s.personal_columns ? a.attname::text
            and a.attname ~ '(hash|secret|token|password|email|full_name|address|contact)'
            and a.attname not in (
                'email_kind', 'email_verified_at', 'is_email_skipped', 'secret_columns'
            )
    $$,
    'what sounds secret or personal is recorded as such'
);

select * from finish();
rollback;
