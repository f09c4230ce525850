-- Seals: whoever changes the log behind the triggers' back is found.
begin;
\ir ../_helpers.sql
select plan(15);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select util.set_setting('audit_seal_batch', '3') \gset

select cmp_ok(audit.seal_entries(), '>=', 3::bigint, 'what was recorded is sealed');
select is(audit.seal_entries(), 0::bigint, 'once');
select tests.create_member(:'acme', 'member') \gset
select cmp_ok(audit.seal_entries(), '>=', 2::bigint, 'and what came after it');
select cmp_ok((select count(*) from audit.seals), '>=', 2::bigint, 'in batches');
select is_empty('select * from audit.find_tampering()', 'the log is as it was sealed');

alter table audit.entries disable trigger user;
alter table audit.seals disable trigger user;

create temporary table marks as
select
    (array_agg(e.id order by e.id desc))[1] as last_id,
    (array_agg(e.id order by e.id desc))[2] as second_id
from audit.entries as e;
select
    last_id,
    second_id
from marks \gset

select is(
    tests.answer_after(
        format($$ update audit.entries set reason = 'Because' where id = %s $$, :last_id),
        '(select string_agg(finding || entry_id, $$,$$) from audit.find_tampering())'
    ),
    'entry_edited' || :last_id, 'an edited entry is named'
);
select is(
    tests.answer_after(
        format(
            $$
                update audit.entries set occurred_at = occurred_at + interval '1 microsecond'
                where id = %s
            $$,
            :second_id
        ),
        '(select string_agg(finding || entry_id, $$,$$) from audit.find_tampering())'
    ),
    'entry_edited' || :second_id, 'whatever of it is edited'
);
select is(
    tests.answer_after(
        format($$ delete from audit.entries where id = %s $$, :last_id),
        '(select string_agg(finding || entry_id, $$,$$) from audit.find_tampering())'
    ),
    'entry_missing' || :last_id, 'a missing one is named'
);
select is(
    tests.answer_after(
        format(
            $$
                delete from audit.entries where id = %1$s;
                insert into audit.entries (id, occurred_at, actor_kind, action)
                overriding system value
                values (%1$s - 1000000, util.wall_clock(), 'user', 'forged');
                update audit.seals set first_id = first_id - 2000000 where first_id = 1
            $$,
            :last_id
        ),
        $$
            (
                select string_agg(finding || coalesce(entry_id, 0), ',' order by finding)
                from audit.find_tampering()
            )
        $$
    ),
    format('entry_inserted%s,entry_missing%s,seal_altered0', :last_id - 1000000, :last_id),
    'one that was put in is named, and a seal that was made to cover it'
);
select is(
    tests.answer_after(
        format($$
            update audit.entries set reason = 'Because' where id = %1$s;
            update audit.seals as s set digests = (
                select array_agg(audit.entry_digest(e) order by e.id) from audit.entries as e
                where e.id between s.first_id and s.last_id
            )
        $$, (select min(id) from audit.entries)),
        '(select string_agg(finding, $$,$$) from audit.find_tampering())'
    ),
    'seal_altered', 'a seal that was made to fit is found by its hash'
);
select is(
    tests.answer_after(
        $$
            update audit.entries set reason = 'Because' where id = (select min(id) from audit.entries);
            update audit.seals as s set digests = (
                select array_agg(audit.entry_digest(e) order by e.id) from audit.entries as e
                where e.id between s.first_id and s.last_id
            );
            update audit.seals as s set hash = audit.seal_hash(s)
        $$,
        '(select string_agg(finding || seal_id, $$,$$) from audit.find_tampering())'
    ),
    'seal_altered2', 'and with a new hash by the seal that follows'
);
select is(
    tests.answer_after(
        'delete from audit.seals where id = 1',
        '(select finding from audit.find_tampering() order by seal_id limit 1)'
    ),
    'seal_missing', 'a seal that was taken out leaves a gap'
);
select format('%s entry_missing', count(*)) as all_missing
from audit.entries \gset
select is(
    tests.answer_after(
        'truncate audit.entries',
        '(select format($$%s %s$$, count(*), max(finding)) from audit.find_tampering())'
    ),
    :'all_missing', 'a log that was emptied misses all that was sealed'
);
select is_empty(
    $$
        select r.rolname, c.oid::regclass, p.privilege
        from pg_roles as r
        cross join pg_class as c
        cross join (values ('update'), ('delete'), ('truncate')) as p (privilege)
        where
            not r.rolsuper
            and r.rolname !~ '^pg_'
            and c.relnamespace = 'audit'::regnamespace
            and c.relkind = 'r'
            and c.relowner <> r.oid
            and not pg_has_role(r.oid, c.relowner, 'usage')
            and has_table_privilege(r.oid, c.oid, p.privilege)
    $$,
    'nobody but the owner could even try'
);
select is_empty('select * from audit.find_tampering()', 'or none of it, where nothing was done');

select * from finish();
rollback;
