-- What the whole-schema rules share. A rule is a view tests.rule_<name> of (object, offence): what
-- breaks it, and how. Included by conventions.sql, layers.sql, plpgsql.sql and security.sql, and
-- rolled back with them.

-- Catalogue queries look huge to the planner: compiling one takes a second, running it 5 ms.
set local jit = off;

create table tests.exceptions (
    rule text not null,
    object text not null,
    reason text not null,

    constraint exceptions_pkey primary key (rule, object)
);
comment on table tests.exceptions is 'Who may break which rule, and why.';

create table tests.proofs (
    rule text not null,
    step text not null
);
comment on table tests.proofs is 'Which rules were seen holding, and which were seen failing.';

create function tests.rule_holds(rule text, sentence text)
returns text
language plpgsql
set search_path = tests
as $$
begin
    insert into tests.proofs (rule, step) values (rule_holds.rule, 'holds');
    return is_empty(
        format(
            $query$
                select r.object, r.offence
                from tests.%1$I as r
                where not exists (
                    select from tests.exceptions as e where e.rule = %2$L and e.object = r.object
                )
                union all
                select e.object, 'is listed as an exception to ' || e.rule || ' without need'
                from tests.exceptions as e
                where e.rule = %2$L and not exists (
                    select from tests.%1$I as r where r.object = e.object
                )
                order by 1, 2
            $query$,
            'rule_' || rule_holds.rule,
            rule_holds.rule
        ),
        sentence
    );
end
$$;
comment on function tests.rule_holds(text, text) is
'Nothing breaks the rule but its exceptions, and each exception is needed.';

create function tests.rule_catches(rule text, fault text, object text, offence text default '%')
returns text
language plpgsql
set search_path = tests
as $$
declare
    v_query text := format(
        'select exists (select from tests.%I where object = $1 and offence like $2)',
        'rule_' || rule_catches.rule
    );
    v_is_caught_before boolean;
    v_is_caught boolean;
begin
    insert into tests.proofs (rule, step) values (rule_catches.rule, 'catches');
    execute v_query into v_is_caught_before using rule_catches.object, rule_catches.offence;
    begin
        execute rule_catches.fault;
        execute v_query into v_is_caught using rule_catches.object, rule_catches.offence;
        raise exception using errcode = 'UNDO1';
    exception
        when sqlstate 'UNDO1' then null;
    end;
    return ok(
        v_is_caught and not v_is_caught_before,
        format('%s: a fault planted in %s is caught', rule_catches.rule, rule_catches.object)
    );
end
$$;
comment on function tests.rule_catches(text, text, text, text) is
'Plants a fault, sees the rule report that object, and takes the fault away again.';

create function tests.every_rule_is_proved()
returns text
language sql
set search_path = tests
as $$
select is_empty(
    $query$
        select v.viewname, s.step as never_seen
        from pg_catalog.pg_views as v
        cross join (values ('holds'), ('catches')) as s (step)
        where
            v.schemaname = 'tests'
            and v.viewname ~ '^rule_'
            and not exists (
                select from tests.proofs as p
                where p.rule = substr(v.viewname, 6) and p.step = s.step
            )
        order by 1, 2
    $query$,
    'every rule of this file was seen holding, and seen failing on a planted fault'
);
$$;
comment on function tests.every_rule_is_proved() is 'The last test of each file of rules.';

create view tests.schemas (name, layer) as
values
('util', 0),
('identity', 1),
('catalog', 1),
('audit', 2),
('notify', 2),
('webhooks', 2),
('jobs', 2),
('billing', 3),
('usage', 4),
('analytics', 5),
('app', 5),
('api', 6),
('admin', 6),
('sidecar', 6),
('deploy', null);
comment on view tests.schemas is
'Our schemas and their layers. deploy stands beside them: only the migration runner uses it.';

create view tests.functions as
select
    p.oid,
    n.nspname as schema,
    p.proname as name,
    format('%s.%s(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) as object,
    l.lanname as language,
    p.prorettype as return_type,
    p.prosecdef as is_definer,
    p.prosqlbody is not null as is_atomic,
    p.proconfig as settings,
    p.proallargtypes,
    p.proargtypes,
    p.proargnames as parameters,
    regexp_replace(
        coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), '--[^\n]*|/\*.*?\*/', '', 'g'
    ) as body
from pg_proc as p
inner join pg_namespace as n on p.pronamespace = n.oid
inner join pg_language as l on p.prolang = l.oid
inner join tests.schemas as s on n.nspname = s.name;
comment on view tests.functions is 'Our functions; body is without comments.';

create view tests.relations as
select
    c.oid,
    n.nspname as schema,
    c.relname as name,
    format('%s.%s', n.nspname, c.relname) as object,
    c.relkind as kind,
    c.relkind in ('r', 'p') as is_table,
    c.relrowsecurity as has_row_level_security,
    c.reloptions as options
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
inner join tests.schemas as s on n.nspname = s.name
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S');
comment on view tests.relations is 'Our tables, views and sequences.';

create view tests.columns as
select
    r.oid,
    r.schema,
    r.object as relation,
    r.is_table,
    r.kind,
    a.attnum as number,
    a.attname as name,
    format('%s.%s', r.object, a.attname) as object,
    format_type(a.atttypid, null) as type,
    a.attnotnull as is_not_null
from tests.relations as r
inner join pg_attribute as a on r.oid = a.attrelid
where r.kind <> 'S' and a.attnum > 0 and not a.attisdropped;
comment on view tests.columns is 'Our tables'' and views'' columns.';

create function tests.plpgsql_dependencies(function_id oid, relation_id oid)
returns table (schema text, name text)
language plpgsql
set search_path = tests
as $$
begin
    return query
    select d.schema, d.name
    from plpgsql_show_dependency_tb(function_id::regprocedure, relation_id::regclass) as d
    where d.type in ('FUNCTION', 'RELATION');
exception
    when others then
        return; -- what cannot be compiled is rule_plpgsql_check's to report
end
$$;
comment on function tests.plpgsql_dependencies(oid, oid) is
'What plpgsql_check sees a function name; nothing for a function that it cannot compile.';

create view tests.dependencies as
with objects as (
    select
        'pg_proc'::regclass as class,
        f.oid,
        f.schema,
        f.object,
        f.name
    from tests.functions as f
    union all
    select
        'pg_class'::regclass,
        c.oid,
        n.nspname,
        format('%s.%s', n.nspname, c.relname),
        c.relname
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    inner join tests.schemas as s on n.nspname = s.name
    union all
    select
        'pg_type'::regclass,
        t.oid,
        n.nspname,
        format('%s.%s', n.nspname, t.typname),
        t.typname
    from pg_type as t
    inner join pg_namespace as n on t.typnamespace = n.oid
    inner join tests.schemas as s on n.nspname = s.name
),

parts as (
    select
        o.class,
        o.oid,
        o.class::text as via,
        o.schema,
        o.object
    from objects as o
    union all
    select
        p.class,
        p.oid,
        p.class::text,
        o.schema,
        format('%s (%s)', o.object, p.name)
    from (
        select
            'pg_rewrite'::regclass,
            r.oid,
            r.ev_class,
            'definition'
        from pg_rewrite as r
        union all
        select
            'pg_policy'::regclass,
            p.oid,
            p.polrelid,
            p.polname
        from pg_policy as p
        union all
        select
            'pg_trigger'::regclass,
            t.oid,
            t.tgrelid,
            t.tgname
        from pg_trigger as t
        where not t.tgisinternal
        union all
        select
            'pg_attrdef'::regclass,
            d.oid,
            d.adrelid,
            'default'
        from pg_attrdef as d
        union all
        select
            'pg_constraint'::regclass,
            c.oid,
            c.conrelid,
            c.conname
        from pg_constraint as c
    ) as p (class, oid, relation_id, name)
    inner join objects as o on o.class = 'pg_class'::regclass and p.relation_id = o.oid
),

calls as (
    -- plpgsql_check resolves names in PL/pgSQL as the executor would.
    select
        f.schema,
        f.object,
        d.schema as other_schema,
        d.name as other_name
    from tests.functions as f
    left join pg_trigger as t on f.oid = t.tgfoid and not t.tgisinternal
    cross join tests.plpgsql_dependencies(f.oid, coalesce(t.tgrelid, 0)) as d
    where
        f.language = 'plpgsql'
        and (f.return_type <> 'trigger'::regtype or t.oid is not null)
    union
    -- Names in the text: string bodies in SQL, and dynamic SQL, which no catalogue knows.
    select
        f.schema,
        f.object,
        m.names[1],
        m.names[2]
    from tests.functions as f
    cross join regexp_matches(
        f.body,
        format(
            '\m(%s)\.([a-z_][a-z0-9_]*)',
            (select string_agg(s.name, '|') from tests.schemas as s)
        ),
        'g'
    ) as m (names)
)

select
    p.via,
    p.schema,
    p.object,
    o.schema as other_schema,
    o.object as other_object
from parts as p
inner join pg_depend as d on p.class = d.classid and p.oid = d.objid
inner join objects as o on d.refclassid = o.class and d.refobjid = o.oid
where p.schema <> o.schema
union
select
    'body' as via,
    c.schema,
    c.object,
    c.other_schema,
    o.object as other_object
from calls as c
-- A permission may be called billing.read without being an object of schema billing.
inner join objects as o on c.other_schema = o.schema and c.other_name = o.name
where c.schema <> c.other_schema;
comment on view tests.dependencies is
'Which of our objects names which, across schemas. Of a trigger the object is its table.';
