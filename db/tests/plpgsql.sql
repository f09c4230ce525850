-- PL/pgSQL is checked as the executor would run it, though nobody calls it yet.
begin;
\ir _helpers.sql
select plan(9);
\ir _rules.sql

create view tests.rule_plpgsql as
select
    -- Executing what comes from elsewhere can be excused, without excusing the function's faults.
    f.object || case c.level when 'security' then ': security' else '' end as object,
    concat_ws(' ', c.level || ':', c.message, 'in line ' || c.lineno, c.detail, c.hint) as offence
from tests.functions as f
left join pg_trigger as t on f.oid = t.tgfoid and not t.tgisinternal
cross join
    plpgsql_check_function_tb(
        f.oid::regprocedure,
        coalesce(t.tgrelid, 0)::regclass,
        fatal_errors => false,
        all_warnings => true,
        oldtable => t.tgoldtable,
        newtable => t.tgnewtable
    ) as c
where
    f.language = 'plpgsql'
    and (f.return_type <> 'trigger'::regtype or t.oid is not null);

insert into tests.exceptions (rule, object, reason)
select
    'plpgsql',
    o.object || ': security',
    'executes statements of db/functions, or made of names and conditions of tables'
from (
    values
    ('deploy.complete_release(text[], text[], text[], text[])'),
    ('deploy.place_object(text, text, text, text)'),
    ('deploy.reset_grants()'),
    ('usage.attach_trigger(regclass, text, text, text, text[])'),
    ('usage.count_rows(text)')
) as o (object)
union all
select
    'plpgsql',
    o.object,
    'is called where there is pg_cron, which this database has not'
from (values ('jobs.place_cron_entries()'), ('jobs.purge_cron_runs()')) as o (object);

select tests.rule_holds('plpgsql', 'plpgsql_check finds nothing in any function');
select tests.rule_catches(
    'plpgsql',
    $fault$
        create function util.planted() returns text language plpgsql set search_path = '' as
        $$ begin return (select c.planted from util.clocks as c); end $$
    $fault$,
    'util.planted()',
    'error: column c.planted does not exist%'
);
select tests.rule_catches(
    'plpgsql',
    $fault$
        create function util.planted() returns void language plpgsql set search_path = '' as
        $$ declare v_unused integer; begin end $$
    $fault$,
    'util.planted()',
    '%unused variable%'
);
select tests.rule_catches(
    'plpgsql',
    $fault$
        create function util.planted(planted text) returns void language plpgsql
        set search_path = '' as
        $$ begin execute 'select ' || planted.planted; end $$
    $fault$,
    'util.planted(text): security'
);
select tests.rule_catches(
    'plpgsql',
    $fault$
        create function util.planted() returns trigger language plpgsql set search_path = '' as
        $$ begin new.planted = 1; return new; end $$;
        create trigger clocks_plant_fault before insert on util.clocks
        for each row execute function util.planted()
    $fault$,
    'util.planted()',
    'error: record "new" has no field "planted"%'
);
select tests.rule_catches(
    'plpgsql',
    $fault$
        create function util.planted() returns trigger language plpgsql set search_path = '' as
        $$ begin perform p.planted from planteds as p; return null; end $$;
        create trigger clocks_plant_fault after insert on util.clocks
        referencing new table as planteds for each statement execute function util.planted()
    $fault$,
    'util.planted()',
    'error: column p.planted does not exist%'
);

create view tests.rule_trigger_functions as
select
    f.object,
    'is the function of no trigger, and so is not checked' as offence
from tests.functions as f
where
    f.return_type = 'trigger'::regtype
    and not exists (
        select from pg_trigger as t
        where t.tgfoid = f.oid
    );

select tests.rule_holds('trigger_functions', 'every trigger function has a trigger');
select tests.rule_catches(
    'trigger_functions',
    'create function util.planted() returns trigger language plpgsql as
    $$ begin return null; end $$',
    'util.planted()'
);

select tests.every_rule_is_proved();
select * from finish();
rollback;
