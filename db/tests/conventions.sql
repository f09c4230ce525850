-- How tables, functions and names are made. Each rule is followed by its exceptions, and by faults
-- that it must catch.
begin;
\ir _helpers.sql
select plan(91);
\ir _rules.sql

-- Functions ---------------------------------------------------------------------------------------

create view tests.rule_search_path as
select
    f.object,
    'does not pin its search_path to nothing' as offence
from tests.functions as f
-- The names in a begin atomic body are bound when it is created; without settings it is inlined.
where
    not 'search_path=""' = any(coalesce(f.settings, '{}'))
    and (f.is_definer or not f.is_atomic);

insert into tests.exceptions (rule, object, reason)
values
('search_path', 'api.csv(anyelement)', 'has no names: its functions are bound'),
('search_path', 'jobs.run(text, boolean)', 'commits, which a procedure with settings cannot'),
('search_path', 'jobs.tick()', 'runs that procedure'),
('search_path', 'sidecar.receive_stripe_events(text[], json[])', 'commits after each event'),
('search_path', 'sidecar.tick()', 'commits as that procedure does');

select tests.rule_holds(
    'search_path', 'every function pins search_path, or has a body whose names are bound'
);
select tests.rule_catches(
    'search_path',
    'create function util.planted() returns integer language plpgsql as $$begin return 1; end$$',
    'util.planted()'
);
select tests.rule_catches(
    'search_path',
    'create function util.planted() returns integer language sql as $$select 1$$',
    'util.planted()'
);
select tests.rule_catches(
    'search_path',
    'create function util.planted() returns integer language sql security definer return 1',
    'util.planted()'
);

create view tests.rule_clocks as
with texts as (
    select
        f.object,
        f.body as text
    from tests.functions as f
    union all
    select
        r.object,
        pg_get_viewdef(r.oid)
    from tests.relations as r
    where r.kind in ('v', 'm')
    union all
    select
        format('%s.%s', r.object, a.attname),
        pg_get_expr(d.adbin, d.adrelid)
    from pg_attrdef as d
    inner join tests.relations as r on d.adrelid = r.oid
    inner join pg_attribute as a on r.oid = a.attrelid and d.adnum = a.attnum
    union all
    select
        format('%s.%s', r.object, c.conname),
        pg_get_constraintdef(c.oid)
    from pg_constraint as c
    inner join tests.relations as r on c.conrelid = r.oid
    union all
    select
        format('%s.%s', r.object, p.polname),
        concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy as p
    inner join tests.relations as r on p.polrelid = r.oid
)

select
    t.object,
    format('asks "%s" for the time', m.words[1]) as offence
from texts as t
cross join
    regexp_matches(
        t.text,
        '(?<!util\.)\m('
        '(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\('
        '|current_date\M|current_time\M|current_timestamp\M|localtime\M|localtimestamp\M'
        ')'
        '|''(?:now|today|tomorrow|yesterday)''::',
        'gi'
    ) as m (words)
where t.object !~ '^deploy\.'; -- a deploy happens in real time

insert into tests.exceptions (rule, object, reason)
values
('clocks', 'util.now(uuid)', 'defines business time'),
('clocks', 'util.wall_clock()', 'defines real time'),
('clocks', 'util.advance_clock(uuid, timestamp with time zone)', 'sets what util.now adds'),
('clocks', 'util.replay_clock(timestamp with time zone)', 'sets what util.now adds'),
('clocks', 'util.clocks.set_at', 'a clock is set at a real time'),
('clocks', 'catalog.stripe_prices.linked_at', 'notes when a person ran a command');

select tests.rule_holds('clocks', 'time comes from util.now and util.wall_clock');
select tests.rule_catches(
    'clocks',
    'create function billing.planted() returns timestamptz language plpgsql as
    $$ begin return /* util. */ pg_catalog.now (); end $$',
    'billing.planted()'
);
select tests.rule_catches(
    'clocks',
    'create function billing.planted() returns date language sql return current_date',
    'billing.planted()'
);
select tests.rule_catches(
    'clocks', 'create view billing.planted as select LocalTimestamp as at', 'billing.planted'
);
select tests.rule_catches(
    'clocks',
    'create table billing.planted (made_at timestamptz default statement_timestamp())',
    'billing.planted.made_at'
);
select tests.rule_catches(
    'clocks',
    'alter table billing.trials add constraint planted_check check (started_at < now())',
    'billing.trials.planted_check'
);
select tests.rule_catches(
    'clocks',
    'create policy planted_select on billing.trials for select to sidecar
    using (started_at < clock_timestamp())',
    'billing.trials.planted_select'
);

create view tests.rule_error_codes as
select
    f.object,
    format('answers with %s', coalesce(m.words[2], 'a code that cannot be read')) as offence
from tests.functions as f
cross join
    regexp_matches(
        f.body,
        'util\.(?:fail|respond_error)\s*\(\s*(?:status\s*=>\s*)?(\d+)?\s*,?\s*'
        '(?:code\s*=>\s*)?(?:''([^'']*)'')?',
        'g'
    ) as m (words)
where
    not exists (
        select from util.error_codes as e
        where e.code = m.words[2] and e.http_status::text = m.words[1]
    );

select tests.rule_holds(
    'error_codes', 'every error has a code of util.error_codes, with the status that is told there'
);
select tests.rule_catches(
    'error_codes',
    $fault$
        create function util.planted() returns void language plpgsql as
        $$ begin perform util.fail(400, 'planted', 'A code that nobody knows'); end $$
    $fault$,
    'util.planted()'
);
select tests.rule_catches(
    'error_codes',
    $fault$
        insert into util.error_codes values ('planted', 409, 'A code with another status');
        create function util.planted() returns json language plpgsql as
        $$ begin return util.respond_error(400, 'planted', 'Not as the list says'); end $$
    $fault$,
    'util.planted()'
);

create view tests.verbs (verb) as
values
('accept'),
('add'),
('adjust'),
('advance'),
('amend'),
('apply'),
('ask'),
('assess'),
('attach'),
('authenticate'),
('bill'),
('bind'),
('call'),
('cancel'),
('change'),
('check'),
('claim'),
('clear'),
('compare'),
('complete'),
('conceal'),
('correct'),
('count'),
('create'),
('defer'),
('delete'),
('detach'),
('disable'),
('drop'),
('elect'),
('emit'),
('end'),
('enable'),
('enforce'),
('enqueue'),
('erase'),
('enroll'),
('confirm'),
('exchange'),
('expire'),
('export'),
('extend'),
('fail'),
('fetch'),
('find'),
('finish'),
('forget'),
('follow'),
('forget'),
('grant'),
('guard'),
('hash'),
('impersonate'),
('import'),
('invite'),
('issue'),
('learn'),
('link'),
('lock'),
('mark'),
('note'),
('migrate'),
('open'),
('override'),
('park'),
('pause'),
('preview'),
('perform'),
('place'),
('project'),
('publish'),
('purge'),
('put'),
('queue'),
('raise'),
('reactivate'),
('rebuild'),
('receive'),
('record'),
('refresh'),
('redact'),
('redeem'),
('refuse'),
('release'),
('remind'),
('remove'),
('rename'),
('renew'),
('repair'),
('replay'),
('report'),
('request'),
('require'),
('reset'),
('resolve'),
('respond'),
('resume'),
('retry'),
('revive'),
('revoke'),
('rotate'),
('run'),
('schedule'),
('seal'),
('search'),
('send'),
('set'),
('settle'),
('sign'),
('snapshot'),
('start'),
('store'),
('suspend'),
('switch'),
('take'),
('tick'),
('try'),
('undo'),
('unsubscribe'),
('update'),
('use'),
('verify'),
('void'),
('withdraw'),
('write');
comment on view tests.verbs is 'What functions may begin with. A new verb is worth a thought.';

create view tests.rule_function_names as
select
    f.object,
    'is a predicate, but not named is_, has_ or can_' as offence
from tests.functions as f
inner join pg_proc as p on f.oid = p.oid
where
    f.return_type = 'boolean'::regtype
    and p.provolatile <> 'v'
    and f.name !~ '^(is|has|can)_'
union all
select
    f.object,
    'is named as a predicate, but answers more than yes or no'
from tests.functions as f
where f.name ~ '^(is|has|can)_' and f.return_type <> 'boolean'::regtype
union all
select
    f.object,
    'does something, and begins with none of the verbs in use'
from tests.functions as f
inner join pg_proc as p on f.oid = p.oid
where
    p.provolatile = 'v'
    and f.name !~ '^(is|has|can)_'
    and split_part(f.name, '_', 1) not in (select v.verb from tests.verbs as v);

insert into tests.exceptions (rule, object, reason)
values
('function_names', 'util.wall_clock()', 'volatile because it moves; changes nothing'),
('function_names', 'util.random_token()', 'volatile because it differs; changes nothing'),
('function_names', 'billing.command_accepted(billing.stripe_commands)', 'the answer itself'),
('function_names', 'api.invoice_pdf(uuid)', 'the answer itself'),
('function_names', 'admin.invoice_pdf(uuid, uuid)', 'the answer itself'),
('function_names', 'api.credit_note_pdf(uuid)', 'the answer itself'),
('function_names', 'admin.credit_note_pdf(uuid, uuid)', 'the answer itself'),
(
    'function_names',
    'billing.subscription_changed(billing.subscriptions, billing.subscriptions)',
    'named by what has happened, as a trigger is'
),
('function_names', 'identity.pre_config()', 'what PostgREST calls it');

select tests.rule_holds(
    'function_names',
    'what does something is named by its verb, a predicate is_, has_ or can_; a value by its noun'
);
select tests.rule_catches(
    'function_names',
    'create function util.planted() returns void language sql as $$select$$',
    'util.planted()'
);
select tests.rule_catches(
    'function_names',
    'create function util.check_planted() returns boolean language sql stable return true',
    'util.check_planted()'
);
select tests.rule_catches(
    'function_names',
    'create function util.is_planted() returns text language sql return $$perhaps$$',
    'util.is_planted()'
);

create view tests.rule_local_names as
select
    f.object,
    format('declares %s without v_', split_part(l.line, ' ', 1)) as offence
from tests.functions as f
cross join
    regexp_matches(
        regexp_replace(f.body, '''[^'']*''', '''''', 'g'), '\mdeclare\M(.*?)\mbegin\M', 'g'
    ) as d (declarations)
cross join
    lateral (
        select btrim(regexp_replace(parts.part, '\s+', ' ', 'g'))
        from regexp_split_to_table(d.declarations[1], ';') as parts (part)
    ) as l (line)
where f.language = 'plpgsql' and l.line <> '' and l.line !~ '^v_'
union all
select
    f.object,
    format('has the parameter %s: it is a JSON key, and needs no prefix', p.name)
from tests.functions as f
cross join unnest(f.parameters) as p (name)
where p.name ~ '^([pv]?_|in_|arg_)';

select tests.rule_holds('local_names', 'locals begin with v_, parameters are bare');
select tests.rule_catches(
    'local_names',
    'create function util.planted() returns void language plpgsql as
    $$ declare v_one integer; two integer := 2; begin end $$',
    'util.planted()'
);
select tests.rule_catches(
    'local_names',
    'create function util.planted(p_one integer) returns integer language sql return 1',
    'util.planted(integer)'
);

create view tests.rule_reasons as
select
    f.object,
    'takes a reason, and does not have it recorded with audit.note_reason' as offence
from tests.functions as f
where
    f.schema = 'admin'
    and 'reason' = any(f.parameters)
    and f.body !~ '\maudit\.note_reason\('
union all
select
    f.object,
    'does something as the staff, and says neither why nor what with audit.record_action'
from tests.functions as f
inner join pg_proc as p on f.oid = p.oid
where
    f.schema = 'admin'
    and p.provolatile = 'v'
    and not 'reason' = any(coalesce(f.parameters, '{}'))
    and f.body !~ '\maudit\.(note_reason|record_action)\(';

insert into tests.exceptions (rule, object, reason)
values
('reasons', 'admin.advance_clock(uuid, timestamp with time zone)', 'util.clocks is recorded'),
('reasons', 'admin.enroll_second_factor()', 'identity.second_factors is recorded'),
('reasons', 'admin.confirm_second_factor(text)', 'identity.second_factors is recorded'),
('reasons', 'admin.invoice_pdf(uuid, uuid)', 'reads; the document is queued at most'),
('reasons', 'admin.credit_note_pdf(uuid, uuid)', 'reads; the document is queued at most'),
('reasons', 'admin.check_invariants()', 'a job'),
(
    'reasons', 'admin.end_impersonation(uuid)',
    'identity.sessions is recorded, and may be ended for no reason'
),
(
    'reasons', 'admin.set_acquisition_spend(date, bigint, text, text)',
    'analytics.acquisition_spend is recorded'
);

select tests.rule_holds('reasons', 'why the staff do something is recorded, or what they do');
select tests.rule_catches(
    'reasons',
    'create function admin.set_planted(reason text) returns void language sql as $$select$$',
    'admin.set_planted(text)'
);
select tests.rule_catches(
    'reasons',
    'create function admin.set_planted() returns void language sql as $$select$$',
    'admin.set_planted()'
);

create view tests.rule_recorded as
select
    r.object,
    'is not recorded by the audit' as offence
from tests.relations as r
inner join pg_class as c on r.oid = c.oid
where
    r.is_table
    and not c.relispartition
    and r.schema <> 'deploy' -- the runner's own log
    and not exists (
        select from audit.subjects as s
        where s.kind = r.object
    );

insert into tests.exceptions (rule, object, reason)
values
('recorded', 'util.error_codes', 'follows a file with each deploy; the documents are made of it'),
('recorded', 'identity.common_passwords', 'follows a file with each deploy'),
('recorded', 'identity.one_time_tokens', 'digests for hours; what is done with one is recorded'),
('recorded', 'identity.refresh_tokens', 'digests of a session, which reuse ends'),
('recorded', 'identity.throttles', 'counts of minutes'),
('recorded', 'audit.entries', 'the log itself, sealed'),
('recorded', 'audit.seals', 'what seals the log'),
('recorded', 'audit.personal_keys', 'keys; that persons were forgotten is recorded as an action'),
('recorded', 'notify.kinds', 'follows a file with each deploy'),
('recorded', 'notify.emails', 'a queue that is its own log; retries are recorded as actions'),
('recorded', 'notify.previews', 'pictures of letters; gone in minutes'),
('recorded', 'notify.suppressions', 'its key is an address; its end is recorded as an action'),
('recorded', 'notify.unsubscriptions', 'its key is an address; a reader''s own wish'),
('recorded', 'webhooks.event_types', 'follows a file with each deploy'),
('recorded', 'webhooks.events', 'a log of what customers were told'),
('recorded', 'webhooks.deliveries', 'a queue that is its own log; replays are asked for by name'),
('recorded', 'webhooks.delivery_attempts', 'the log of that queue'),
('recorded', 'webhooks.state_marks', 'a queue of seconds'),
('recorded', 'webhooks.stripe_event_waits', 'a queue; what waits is found by what it waits for'),
('recorded', 'webhooks.alarms', 'raised by rules; who settles one is recorded as an action'),
('recorded', 'jobs.runs', 'a log of what ran; who asks for a run is recorded as an action'),
('recorded', 'jobs.workers', 'a pulse'),
('recorded', 'billing.document_counters', 'each number is a document; a gap breaks an invariant'),
('recorded', 'billing.erasures', 'digests; that somebody was erased is recorded as an action'),
('recorded', 'billing.migration_items', 'the course of a migration; what it changes is recorded'),
('recorded', 'billing.reconciliations', 'a log of comparisons'),
('recorded', 'billing.listed_objects', 'what Stripe lists, kept until it is compared'),
('recorded', 'billing.stripe_drifts', 'found anew by the next comparison'),
('recorded', 'billing.stripe_discounts', 'as the snapshots name them'),
('recorded', 'usage.counters', 'counted from rows; what differs from them breaks an invariant'),
('recorded', 'usage.events', 'as reported, in partitions; what they add up to is compared'),
('recorded', 'usage.rollups', 'sums of events; what differs breaks an invariant'),
('recorded', 'usage.snapshots', 'in partitions; what was counted every six hours'),
('recorded', 'usage.told_entitlements', 'what was told last, to tell differences'),
('recorded', 'usage.risks', 'computed anew every quarter of an hour'),
('recorded', 'analytics.forecasts', 'computed from the ledger'),
('recorded', 'analytics.projections', 'computed from the ledger'),
('recorded', 'analytics.period_totals', 'computed from the ledger'),
('recorded', 'analytics.cohort_totals', 'computed from the ledger'),
('recorded', 'analytics.breakdown_totals', 'computed from the ledger'),
('recorded', 'analytics.departure_totals', 'computed from the ledger'),
('recorded', 'analytics.refreshes', 'a log of computations'),
('recorded', 'identity.external_sign_ins', 'spent within minutes; what comes of it is recorded'),
('recorded', 'analytics.refresh_candidates', 'a note of the next computation');

select tests.rule_holds(
    'recorded', 'the audit records what becomes of every table, or there is a reason why not'
);
select tests.rule_catches('recorded', 'create table billing.planted ()', 'billing.planted');
select tests.rule_catches(
    'recorded', 'delete from audit.subjects where kind = ''app.plants''', 'app.plants'
);

create view tests.rule_recorded_rewriting as
select
    s.kind as object,
    format('nobody is told who would %s its rows', e.name) as offence
from audit.subjects as s
cross join (values ('delete', 8), ('update', 16)) as e (name, bit)
where not exists (
    select from pg_trigger as t
    where
        t.tgrelid = s.kind::regclass
        and t.tgfoid = 'audit.record_change'::regproc
        and t.tgenabled = 'O'
        and (t.tgtype & e.bit) <> 0
);

insert into tests.exceptions (rule, object, reason)
values
('recorded_rewriting', 'billing.subscription_facts', 'a trigger refuses both');

select tests.rule_holds(
    'recorded_rewriting', 'who alters or deletes rows of a recorded table is recorded'
);
select tests.rule_catches(
    'recorded_rewriting',
    'drop trigger stripe_commands_record_course on billing.stripe_commands',
    'billing.stripe_commands'
);
select tests.rule_catches(
    'recorded_rewriting',
    'drop trigger sessions_record_loss on identity.sessions',
    'identity.sessions',
    '%delete%'
);

create view tests.rule_truncations as
select
    s.kind as object,
    'is recorded, but not that somebody empties it' as offence
from audit.subjects as s
where
    not exists (
        select from pg_trigger as t
        where
            t.tgrelid = s.kind::regclass
            and t.tgfoid = 'audit.record_truncate'::regproc
            and t.tgenabled = 'O'
            -- For each statement, before, and when it is a truncate.
            and t.tgtype = 32 | 2
    )
union all
select
    s.kind,
    'has partitions, and who empties one of them empties not the table'
from audit.subjects as s
inner join pg_class as c on s.kind::regclass = c.oid
where c.relkind = 'p';

select tests.rule_holds('truncations', 'who empties a table whose changes are recorded is, too');
select tests.rule_catches(
    'truncations', 'drop trigger plants_record_truncate on app.plants', 'app.plants'
);
select tests.rule_catches(
    'truncations',
    'create table util.planteds (id integer) partition by range (id);
    insert into audit.subjects (kind, key_columns) values (''util.planteds'', ''{id}'');
    select audit.attach_truncate_triggers()',
    'util.planteds'
);

-- Comments ----------------------------------------------------------------------------------------

create view tests.commented as
select
    f.schema,
    f.object,
    obj_description(f.oid, 'pg_proc') as comment
from tests.functions as f
union all
select
    r.schema,
    r.object,
    obj_description(r.oid, 'pg_class')
from tests.relations as r
where r.kind <> 'S'
union all
select
    n.nspname,
    n.nspname as object,
    obj_description(n.oid, 'pg_namespace')
from pg_namespace as n
inner join tests.schemas as s on n.nspname = s.name;

create view tests.rule_comments as
select
    c.object,
    'has no comment' as offence
from tests.commented as c
where coalesce(c.comment, '') = '';

select tests.rule_holds('comments', 'every schema, table, view and function has a comment');
select tests.rule_catches('comments', 'comment on schema util is null', 'util');
select tests.rule_catches('comments', 'create table util.planted ()', 'util.planted');
select tests.rule_catches(
    'comments', 'create view util.planted as select 1 as one', 'util.planted'
);
select tests.rule_catches(
    'comments',
    'create function util.planted() returns integer language sql return 1',
    'util.planted()'
);

create view tests.rule_api_comments as
select
    c.object,
    'has a comment that OpenAPI cannot split into summary and description' as offence
from tests.commented as c
where
    c.schema in ('api', 'admin', 'analytics')
    and c.object <> c.schema
    and c.comment !~ '^[^\n]{1,99}[^\n.]\n\n[^\n]';

select tests.rule_holds(
    'api_comments', 'what the API shows has a summary, an empty line, and a description'
);
select tests.rule_catches(
    'api_comments',
    $fault$
        create view api.planted as select 1 as one;
        comment on view api.planted is 'A summary.
        A description that follows at once.'
    $fault$,
    'api.planted'
);

-- Names -------------------------------------------------------------------------------------------

create view tests.rule_constraint_names as
select
    format('%s.%s', r.object, c.conname) as object,
    format('is not named %s_…%s', r.name, k.suffix) as offence
from pg_constraint as c
inner join tests.relations as r on c.conrelid = r.oid
inner join (
    values ('p', '_pkey'), ('u', '_key'), ('f', '_fkey'), ('c', '_check'), ('x', '_excl')
) as k (kind, suffix) on c.contype::text = k.kind
where
    c.conparentid = 0
    and not (
        starts_with(c.conname, r.name || '_')
        and right(c.conname, length(k.suffix)) = k.suffix
        and (c.contype <> 'p' or c.conname = r.name || k.suffix)
    )
union all
select
    format('%s.%s', r.object, i.relname),
    format('is not named %s_…_idx', r.name)
from pg_index as x
inner join pg_class as i on x.indexrelid = i.oid
inner join tests.relations as r on x.indrelid = r.oid
where
    not i.relispartition
    and not exists (
        select from pg_constraint as c
        where c.conindid = i.oid and c.contype in ('p', 'u', 'x')
    )
    and not (starts_with(i.relname, r.name || '_') and i.relname ~ '_idx$');

select tests.rule_holds(
    'constraint_names', 'constraints and indexes bear their table''s name and PostgreSQL''s suffix'
);
select tests.rule_catches(
    'constraint_names',
    'create table util.planteds (id integer, constraint planted primary key (id))',
    'util.planteds.planted'
);
select tests.rule_catches(
    'constraint_names',
    'create table util.planteds (id integer, constraint planted_check check (id > 0))',
    'util.planteds.planted_check'
);
select tests.rule_catches(
    'constraint_names',
    'create index planted_idx on util.clocks (set_at)',
    'util.clocks.planted_idx'
);

create view tests.rule_trigger_names as
select
    format('%s.%s', r.object, t.tgname) as object,
    format('is not named %s_<verb>_<object>', r.name) as offence
from pg_trigger as t
inner join tests.relations as r on t.tgrelid = r.oid
where not t.tgisinternal and t.tgname !~ format('^%s_[a-z]+_[a-z0-9_]+$', r.name);

select tests.rule_holds('trigger_names', 'triggers are named <table>_<verb>_<object>');
select tests.rule_catches(
    'trigger_names',
    'create trigger planted before update on util.clocks
    for each row execute function suppress_redundant_updates_trigger()',
    'util.clocks.planted'
);

create view tests.rule_policy_names as
select
    format('%s.%s', r.object, p.polname) as object,
    format('is not named <audience>_%s', k.command) as offence
from pg_policy as p
inner join tests.relations as r on p.polrelid = r.oid
inner join (
    values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete'), ('*', 'all')
) as k (kind, command) on p.polcmd::text = k.kind
where
    p.polname !~ format('^[a-z]+_%s$', k.command)
    or split_part(p.polname, '_', 1) in (r.name, rtrim(r.name, 's'));

select tests.rule_holds('policy_names', 'policies are named <audience>_<command>');
select tests.rule_catches(
    'policy_names',
    'create policy tenant_all on util.clocks for select to authenticated using (false)',
    'util.clocks.tenant_all'
);

create view tests.rule_table_names as
select
    r.object,
    'is not a plural' as offence
from tests.relations as r
-- Names of the served schemas are the API's contract: subscription is the caller's one row.
where
    r.kind in ('r', 'p', 'v', 'm') and r.schema not in ('api', 'admin', 'analytics')
    and r.name !~ 's$';

insert into tests.exceptions (rule, object, reason)
values ('table_names', 'jobs.registry', 'what everybody calls it');

select tests.rule_holds('table_names', 'tables are named in the plural');
select tests.rule_catches('table_names', 'create table util.planted ()', 'util.planted');

create view tests.rule_words as
select
    n.object,
    'says org: the word is organization' as offence
from (
    select
        r.object,
        r.name
    from tests.relations as r
    union all
    select
        c.object,
        c.name
    from tests.columns as c
    union all
    select
        f.object,
        f.name
    from tests.functions as f
    union all
    select
        f.object,
        p.name
    from tests.functions as f
    cross join unnest(f.parameters) as p (name)
) as n
where n.name ~ '(^|_)orgs?(_|$)';

select tests.rule_holds('words', 'nothing is called org');
select tests.rule_catches(
    'words', 'create table util.planteds (org_id uuid)', 'util.planteds.org_id'
);
select tests.rule_catches(
    'words',
    'create function util.planted(org uuid) returns integer language sql return 1',
    'util.planted(uuid)'
);

create view tests.rule_column_types as
select
    c.object,
    format('is %s', c.type) as offence
from tests.columns as c
where
    (c.name ~ '_at$' and c.type <> 'timestamp with time zone')
    or (c.name ~ '_on$' and c.name <> 'depends_on' and c.type <> 'date')
    or (c.name ~ '^(is|has|can)_' and c.type <> 'boolean')
    or (c.name ~ '_cents$' and c.type <> 'bigint')
    or c.type in ('timestamp without time zone', 'time with time zone', 'money', 'character')
    or (
        c.is_table
        and (
            (c.type = 'timestamp with time zone' and c.name !~ '_(at|until|start|end)$')
            or (c.type = 'date' and c.name !~ '_on$')
            or (c.type = 'boolean' and c.name !~ '^(is|has|can)_')
            or c.type = 'character varying'
        )
    );

insert into tests.exceptions (rule, object, reason)
values
('column_types', 'webhooks.stripe_events.livemode', 'Stripe''s word');

select tests.rule_holds(
    'column_types',
    '_at is timestamptz, _on date, is_ and has_ boolean, _cents bigint; and vice versa'
);
select tests.rule_catches(
    'column_types', 'create table util.planteds (made_at date)', 'util.planteds.made_at'
);
select tests.rule_catches(
    'column_types', 'create table util.planteds (made timestamptz)', 'util.planteds.made'
);
select tests.rule_catches(
    'column_types', 'create table util.planteds (made_on timestamptz)', 'util.planteds.made_on'
);
select tests.rule_catches(
    'column_types', 'create table util.planteds (made boolean)', 'util.planteds.made'
);
select tests.rule_catches(
    'column_types', 'create table util.planteds (is_made text)', 'util.planteds.is_made'
);
select tests.rule_catches(
    'column_types', 'create table util.planteds (made timestamp)', 'util.planteds.made'
);
select tests.rule_catches(
    'column_types',
    'create view api.planted as select sum(total_cents) as total_cents from billing.invoices',
    'api.planted.total_cents'
);

create view tests.rule_currencies as
select distinct
    c.relation as object,
    'has cents of no currency' as offence
from tests.columns as c
where
    c.name ~ '_cents$'
    and not exists (
        select from tests.columns as o
        where o.oid = c.oid and o.name ~ '(^|_)currency$'
    );

select tests.rule_holds('currencies', 'where there are cents there is their currency');
select tests.rule_catches(
    'currencies', 'create table util.planteds (total_cents bigint)', 'util.planteds'
);

create view tests.rule_enumerations as
select
    format('%s.%s', n.nspname, t.typname) as object,
    'is an enum: text with a check can grow within a transaction' as offence
from pg_type as t
inner join pg_namespace as n on t.typnamespace = n.oid
inner join tests.schemas as s on n.nspname = s.name
where t.typtype = 'e'
union all
select
    c.object,
    'has no check that lists its values, and no foreign key'
from tests.columns as c
where
    c.is_table
    and c.type = 'text'
    and c.name in (
        'access', 'cycle', 'grain', 'hold', 'kind', 'mode', 'outcome', 'purpose', 'role', 'source',
        'status'
    )
    and not exists (
        select from pg_constraint as k
        where k.conrelid = c.oid and k.contype in ('c', 'f', 'p') and c.number = any(k.conkey)
    );

insert into tests.exceptions (rule, object, reason)
values
('enumerations', 'billing.charges.status', 'Stripe''s list, which may grow'),
('enumerations', 'billing.disputes.status', 'Stripe''s list, which may grow'),
('enumerations', 'webhooks.alarms.kind', 'grows with what is watched, and nothing branches on it');

select tests.rule_holds('enumerations', 'enumerations are text with a check');
select tests.rule_catches(
    'enumerations', 'create type util.planted as enum (''one'')', 'util.planted'
);
select tests.rule_catches(
    'enumerations', 'create table util.planteds (status text)', 'util.planteds.status'
);

-- Tables ------------------------------------------------------------------------------------------

create view tests.rule_row_level_security as
select
    r.object,
    'has no row-level security' as offence
from tests.relations as r
where r.is_table and not r.has_row_level_security;

select tests.rule_holds('row_level_security', 'every table has row-level security');
select tests.rule_catches('row_level_security', 'create table util.planted ()', 'util.planted');

create view tests.rule_foreign_key_indexes as
select
    format('%s.%s', r.object, c.conname) as object,
    'has no index: deleting what it refers to reads the whole table' as offence
from pg_constraint as c
inner join tests.relations as r on c.conrelid = r.oid
where
    c.contype = 'f'
    and not exists (
        select from pg_index as i
        where
            i.indrelid = c.conrelid
            and i.indisvalid
            and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey
            and (
                i.indpred is null
                or (
                    cardinality(c.conkey) = 1
                    and pg_get_expr(i.indpred, i.indrelid) = (
                        select format('(%I IS NOT NULL)', a.attname)
                        from pg_attribute as a
                        where a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                    )
                )
            )
    );

select tests.rule_holds('foreign_key_indexes', 'every foreign key has an index');
select tests.rule_catches(
    'foreign_key_indexes',
    'alter table util.clocks add column planted text;
    alter table util.clocks add constraint clocks_planted_fkey
    foreign key (planted) references util.error_codes (code);
    create index clocks_planted_idx on util.clocks (planted) where ahead_by > interval ''1 day''',
    'util.clocks.clocks_planted_fkey'
);
select tests.rule_catches(
    'foreign_key_indexes',
    'drop index billing.invoices_subscription_id_idx',
    'billing.invoices.invoices_subscription_id_fkey'
);

-- Tenants: what belongs to one can be moved to another machine with it ---------------------------

create view tests.rule_tenant_tables as
select
    r.object,
    'has no organization_id' as offence
from tests.relations as r
where
    r.is_table
    and r.schema <> 'deploy'
    and not exists (
        select from tests.columns as c
        where c.oid = r.oid and c.name = 'organization_id'
    );

insert into tests.exceptions (rule, object, reason)
select
    'tenant_tables',
    r.object,
    'the catalogue is everybody''s'
from tests.relations as r
where r.is_table and r.schema = 'catalog';

insert into tests.exceptions (rule, object, reason)
values
('tenant_tables', 'util.settings', 'of the platform'),
('tenant_tables', 'util.error_codes', 'of the platform'),
('tenant_tables', 'identity.common_passwords', 'of the platform'),
('tenant_tables', 'identity.organizations', 'its id is the organization_id'),
('tenant_tables', 'identity.users', 'a person may belong to several organizations'),
('tenant_tables', 'identity.roles', 'the same for everybody'),
('tenant_tables', 'identity.permissions', 'the same for everybody'),
('tenant_tables', 'identity.role_permissions', 'the same for everybody'),
('tenant_tables', 'identity.refresh_tokens', 'of a session, which may switch organizations'),
('tenant_tables', 'identity.signing_keys', 'of the platform'),
('tenant_tables', 'identity.key_sets', 'of an issuer, whom several may name'),
('tenant_tables', 'identity.second_factors', 'of a person, wherever they work'),
('tenant_tables', 'identity.recovery_codes', 'of a person, wherever they work'),
('tenant_tables', 'identity.throttles', 'counts strangers too'),
('tenant_tables', 'webhooks.stripe_events', 'a queue; whose an event is, is known only later'),
('tenant_tables', 'webhooks.stripe_event_waits', 'what an event in that queue waits for'),
('tenant_tables', 'webhooks.alarms', 'for the staff'),
('tenant_tables', 'jobs.sidecars', 'of the platform'),
('tenant_tables', 'audit.subjects', 'a list of ours'),
('tenant_tables', 'audit.seals', 'of the platform'),
('tenant_tables', 'audit.personal_keys', 'of a person, or found by subject'),
('tenant_tables', 'notify.kinds', 'a list of ours'),
('tenant_tables', 'billing.document_counters', 'one series of numbers for all who are billed'),
('tenant_tables', 'billing.migrations', 'of all who have a version of a plan'),
('tenant_tables', 'billing.dunning_policies', 'the same for everybody'),
('tenant_tables', 'billing.dunning_steps', 'the same for everybody'),
('tenant_tables', 'notify.previews', 'of a letter, which has one; gone in minutes'),
('tenant_tables', 'notify.suppressions', 'an address is dead for everybody'),
('tenant_tables', 'notify.unsubscriptions', 'a reader''s wish, whoever writes'),
('tenant_tables', 'webhooks.event_types', 'the same for everybody'),
('tenant_tables', 'jobs.registry', 'the same for everybody'),
('tenant_tables', 'jobs.workers', 'of the platform'),
('tenant_tables', 'analytics.acquisition_spend', 'of the platform'),
('tenant_tables', 'analytics.forecasts', 'of the platform'),
('tenant_tables', 'analytics.health_thresholds', 'of the platform'),
('tenant_tables', 'analytics.period_totals', 'of the platform'),
('tenant_tables', 'analytics.cohort_totals', 'of the platform'),
('tenant_tables', 'analytics.breakdown_totals', 'of the platform'),
('tenant_tables', 'analytics.departure_totals', 'of the platform'),
('tenant_tables', 'analytics.projections', 'of the platform'),
('tenant_tables', 'analytics.refreshes', 'of the platform'),
('tenant_tables', 'analytics.refresh_candidates', 'of the platform'),
('tenant_tables', 'billing.stripe_snapshots', 'kept from before it is known whose they are'),
('tenant_tables', 'billing.subscription_transitions', 'the same for everybody'),
('tenant_tables', 'billing.reconciliations', 'of the platform'),
('tenant_tables', 'billing.listed_objects', 'of the platform'),
('tenant_tables', 'usage.meters', 'the same for everybody'),
('tenant_tables', 'usage.counted_tables', 'of the platform');

select tests.rule_holds(
    'tenant_tables', 'every table has an organization_id, or a reason to have none'
);
select tests.rule_catches('tenant_tables', 'create table util.planted ()', 'util.planted');

create view tests.rule_tenant_keys as
select
    c.relation as object,
    'has an organization_id that may be null' as offence
from tests.columns as c
where c.is_table and c.name = 'organization_id' and not c.is_not_null
union all
select
    c.relation,
    'has no primary key'
from tests.columns as c
where
    c.is_table
    and c.name = 'organization_id'
    and not exists (
        select from pg_index as i
        where i.indrelid = c.oid and i.indisprimary
    )
union all
select
    c.relation,
    format('%s does not begin with organization_id', i.indexrelid::regclass)
from tests.columns as c
inner join pg_index as i on c.oid = i.indrelid
where
    c.is_table
    and c.name = 'organization_id'
    and (i.indisunique or i.indisexclusion)
    and i.indkey[0] <> c.number
union all
select
    c.relation,
    format('%s does not pair the organizations', k.conname)
from tests.columns as c
inner join pg_constraint as k on c.oid = k.conrelid and k.contype = 'f'
inner join tests.columns as o on k.confrelid = o.oid and o.name = 'organization_id'
where
    c.is_table
    and c.name = 'organization_id'
    and (k.conkey[1] <> c.number or k.confkey[1] <> o.number);

insert into tests.exceptions (rule, object, reason)
values
('tenant_keys', 'util.clocks', 'null is the platform'),
('tenant_keys', 'audit.entries', 'a log of the platform; null is what belongs to nobody'),
('tenant_keys', 'identity.sessions', 'looked up by the id in a token; staff have no organization'),
('tenant_keys', 'identity.api_keys', 'looked up by what a machine sends'),
('tenant_keys', 'identity.one_time_tokens', 'looked up by what a link holds'),
('tenant_keys', 'identity.email_domains', 'a local queue; looked up by what an address ends in'),
('tenant_keys', 'jobs.runs', 'a log of the platform; null is its own clock'),
('tenant_keys', 'notify.emails', 'a local queue, claimed across tenants'),
('tenant_keys', 'webhooks.deliveries', 'a local queue, claimed across tenants'),
('tenant_keys', 'billing.stripe_commands', 'a local queue, claimed across tenants'),
('tenant_keys', 'billing.stripe_drifts', 'a log of the platform; null is what belongs to nobody'),
('tenant_keys', 'billing.invoice_documents', 'a local queue, claimed across tenants'),
('tenant_keys', 'billing.stripe_objects', 'looks up whose a Stripe id is'),
('tenant_keys', 'billing.bound_trials', 'looks up who has used an address'),
('tenant_keys', 'billing.imported_customers', 'looks up whose a foreign id is');

select tests.rule_holds(
    'tenant_keys',
    'organization_id comes first in every key of a tenant''s table, and is never null'
);
select tests.rule_catches(
    'tenant_keys',
    'create table billing.planteds (organization_id uuid)',
    'billing.planteds',
    '%may be null'
);
select tests.rule_catches(
    'tenant_keys',
    'create table billing.planteds (organization_id uuid not null)',
    'billing.planteds',
    '%no primary key'
);
select tests.rule_catches(
    'tenant_keys',
    'create table billing.planteds (organization_id uuid not null, id uuid primary key)',
    'billing.planteds',
    '%planteds_pkey does not begin%'
);
select tests.rule_catches(
    'tenant_keys',
    'create unique index planted on billing.invoices (number)',
    'billing.invoices',
    '%planted does not begin%'
);
select tests.rule_catches(
    'tenant_keys',
    'alter table billing.subscription_versions add constraint planted
    exclude using gist (id with =, valid_during with &&)',
    'billing.subscription_versions',
    '%planted does not begin%'
);
select tests.rule_catches(
    'tenant_keys',
    'create unique index planted on billing.stripe_commands (organization_id, id);
    alter table billing.invoices add column command_id uuid;
    alter table billing.invoices add constraint planted
    foreign key (command_id) references billing.stripe_commands (id)',
    'billing.invoices',
    'planted does not pair%'
);

create view tests.rule_tenant_indexes as
select
    c.relation as object,
    'has no index that begins with organization_id' as offence
from tests.columns as c
where
    c.is_table
    and c.name = 'organization_id'
    and not exists (
        select from pg_index as i
        where i.indrelid = c.oid and i.indkey[0] = c.number and i.indpred is null and i.indisvalid
    );

select tests.rule_holds(
    'tenant_indexes', 'every table with an organization_id has an index that begins with it'
);
select tests.rule_catches(
    'tenant_indexes', 'drop index notify.emails_organization_id_idx', 'notify.emails'
);

create view tests.rule_shared_catalogue as
select
    r.object,
    format('refers to %s', o.object) as offence
from pg_constraint as k
inner join tests.relations as r on k.conrelid = r.oid
inner join tests.relations as o on k.confrelid = o.oid
where k.contype = 'f' and r.schema = 'catalog' and o.schema <> 'catalog'
union all
select
    c.relation,
    'has an organization_id'
from tests.columns as c
where c.schema = 'catalog' and c.name = 'organization_id';

select tests.rule_holds('shared_catalogue', 'the catalogue refers to nothing of a tenant''s');
select tests.rule_catches(
    'shared_catalogue',
    'alter table catalog.plans add column planted_for uuid references identity.organizations (id)',
    'catalog.plans'
);

create view tests.rule_distribution as
select
    t.object,
    format('uses %s', m.words[1]) as offence
from (
    select
        f.object,
        f.body as text
    from tests.functions as f
    union all
    select
        r.object,
        pg_get_viewdef(r.oid)
    from tests.relations as r
    where r.kind in ('v', 'm')
) as t
cross join
    regexp_matches(
        t.text, '\m(grouping\s+sets|rollup\s*\(|cube\s*\(|with\s+recursive)', 'gi'
    ) as m (words)
where t.object !~ '^deploy\.' -- which speaks of the catalogue only
union all
select
    f.object,
    format('skips locked rows of %s, which is no local queue', c.relation)
from tests.functions as f
cross join regexp_split_to_table(f.body, ';') as s (statement)
inner join tests.columns as c
    on s.statement ~ ('\m' || replace(c.relation, '.', '\.') || '\M')
where
    s.statement ~* 'skip\s+locked'
    and c.is_table
    and c.name = 'organization_id'
    and c.relation not in (
        select e.object from tests.exceptions as e
        where e.rule = 'tenant_keys'
    );

insert into tests.exceptions (rule, object, reason)
values
('distribution', 'billing.chain_snapshots(text, text, text[])', 'stays within one object'),
(
    'distribution',
    'analytics.project_mrr(numeric, numeric[], numeric[], numeric[], numeric[], integer, text)',
    'simulates from sums; reads no table'
);

select tests.rule_holds(
    'distribution', 'nothing is used that a distributed table cannot answer'
);
select tests.rule_catches(
    'distribution',
    'create view analytics.planted as select count(*) from billing.invoices
    group by rollup (organization_id)',
    'analytics.planted'
);
select tests.rule_catches(
    'distribution',
    'create function billing.planted() returns void language plpgsql as
    $$ begin perform from billing.invoices for update skip locked; end $$',
    'billing.planted()'
);

create view tests.rule_tenant_views as
with sources as (
    select distinct
        v.oid as view_id,
        v.object as view,
        v.name as view_name,
        t.oid as table_id,
        t.name as table_name
    from tests.relations as v
    inner join pg_rewrite as r on v.oid = r.ev_class
    inner join pg_depend as d
        on
            r.oid = d.objid
            and d.classid = 'pg_rewrite'::regclass
            and d.refclassid = 'pg_class'::regclass
    inner join tests.relations as t on d.refobjid = t.oid and t.is_table
    where v.schema = 'api' and v.kind = 'v'
),

wanted as (
    select
        s.view_id,
        s.view,
        c.name
    from sources as s
    inner join tests.columns as c on s.table_id = c.oid and c.name = 'organization_id'
    union
    select
        s.view_id,
        s.view,
        a.attname
    from sources as s
    inner join pg_constraint as k on s.table_id = k.conrelid
    inner join pg_attribute as a
        on k.conrelid = a.attrelid and a.attnum = any(k.conkey) and a.attname <> 'organization_id'
    where
        s.table_name in (s.view_name, s.view_name || 's')
        and exists (
            select from tests.columns as c
            where c.oid = s.table_id and c.name = 'organization_id'
        )
        and (
            (k.contype = 'p' and a.attname = 'id')
            -- Of a foreign key within the tenant organization_id is the first column.
            or (k.contype = 'f' and cardinality(k.conkey) > 1)
        )
)

select
    w.view as object,
    format('does not show %s', w.name) as offence
from wanted as w
where not exists (
    select from tests.columns as c
    where c.oid = w.view_id and c.name = w.name
);

insert into tests.exceptions (rule, object, reason)
values
('tenant_views', 'api.sessions', 'a person''s, in all of the person''s organizations');

select tests.rule_holds(
    'tenant_views', 'a tenant''s view shows organization_id, id and its keys to other views'
);
select tests.rule_catches(
    'tenant_views', 'create view api.planted as select user_id from billing.trials', 'api.planted'
);
select tests.rule_catches(
    'tenant_views',
    'create view api.subscription_items as
    select organization_id, id from billing.subscription_items',
    'api.subscription_items'
);

select tests.every_rule_is_proved();
select * from finish();
rollback;
