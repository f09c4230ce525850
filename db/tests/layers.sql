-- The layers of the architecture: who may name whom, and what the edges may hold.
begin;
\ir _helpers.sql
select plan(22);
\ir _rules.sql

create view tests.rule_known_schemas as
select
    n.nspname::text as object,
    'is in no layer' as offence
from pg_namespace as n
where
    n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'public', 'ext', 'cron', 'net', 'tests')
    and n.nspname not in (select s.name from tests.schemas as s);

select tests.rule_holds('known_schemas', 'every schema is in a layer, or is infrastructure');
select tests.rule_catches('known_schemas', 'create schema planted', 'planted');

create view tests.rule_layer_order as
select
    d.object,
    format('names %s, of a higher layer', d.other_object) as offence
from tests.dependencies as d
inner join tests.schemas as s on d.schema = s.name
inner join tests.schemas as o on d.other_schema = o.name
-- A trigger belongs to its function's schema: usage and audit attach theirs to lower tables.
where d.via <> 'pg_trigger' and s.layer < coalesce(o.layer, 99);

select tests.rule_holds('layer_order', 'a schema of layer n names only layers up to n');
select tests.rule_catches(
    'layer_order',
    $fault$
        create function util.planted() returns bigint language plpgsql as
        $$ begin return (select count(*) from "identity".users); end $$
    $fault$,
    'util.planted()'
);
select tests.rule_catches(
    'layer_order',
    $fault$
        create function util.planted() returns bigint language plpgsql as $$
        declare
            v_count bigint;
        begin
            execute 'select count(*) from identity.users' into v_count;
            return v_count;
        end
        $$
    $fault$,
    'util.planted()'
);
select tests.rule_catches(
    'layer_order',
    $fault$
        create function util.planted() returns bigint language sql as
        'select count(*) from identity.users'
    $fault$,
    'util.planted()'
);
select tests.rule_catches(
    'layer_order',
    $fault$
        create function util.planted() returns bigint language sql
        begin atomic select count(*) from identity.users; end
    $fault$,
    'util.planted()'
);
select tests.rule_catches(
    'layer_order',
    'create view util.planted as select id from identity.users',
    'util.planted (definition)'
);
select tests.rule_catches(
    'layer_order',
    'alter table util.clocks add constraint planted
    foreign key (organization_id) references identity.organizations (id)',
    'util.clocks (planted)'
);
select tests.rule_catches(
    'layer_order',
    'create policy planted on util.clocks for select to authenticated
    using (exists (select from identity.users))',
    'util.clocks (planted)'
);
select tests.rule_catches(
    'layer_order',
    'create function util.planted(whose identity.users) returns integer language sql return 1',
    'util.planted(identity.users)'
);
select tests.rule_catches(
    'layer_order',
    'create table util.planted (who identity.users)',
    'util.planted'
);

create view tests.rule_edges_are_leaves as
select
    d.object,
    format('depends on %s: it would fall with every deploy', d.other_object) as offence
from tests.dependencies as d
where d.other_schema in ('api', 'admin', 'sidecar');

select tests.rule_holds('edges_are_leaves', 'nothing depends on an edge');
select tests.rule_catches(
    'edges_are_leaves',
    'create function api.planted() returns integer language sql return 1;
    create view admin.planted as select api.planted()',
    'admin.planted (definition)'
);

create view tests.rule_edges_hold_no_data as
select
    r.object,
    'is in an edge, which holds views and functions only' as offence
from tests.relations as r
where r.schema in ('api', 'admin', 'sidecar') and r.kind <> 'v';

select tests.rule_holds('edges_hold_no_data', 'edges hold views and functions only');
select tests.rule_catches('edges_hold_no_data', 'create table api.planted ()', 'api.planted');

create view tests.rule_own_writes as
select
    f.object,
    format('writes %s.%s, a table of another schema', m.names[2], m.names[3]) as offence
from tests.functions as f
cross join
    regexp_matches(
        f.body,
        format(
            '\m(insert\s+into|update|delete\s+from|merge\s+into|truncate|truncate\s+table)\s+'
            '(?:only\s+)?(%s)\.([a-z_][a-z0-9_]*)',
            (select string_agg(s.name, '|') from tests.schemas as s)
        ),
        'gi'
    ) as m (names)
where f.schema <> m.names[2];

select tests.rule_holds('own_writes', 'a table is written by functions of its own schema only');
select tests.rule_catches(
    'own_writes',
    $fault$
        create function billing.planted() returns void language plpgsql as
        $$ begin update identity.users set full_name = ''; end $$
    $fault$,
    'billing.planted()'
);
select tests.rule_catches(
    'own_writes',
    $fault$
        create function billing.planted() returns void language sql
        begin atomic delete from identity.throttles; end
    $fault$,
    'billing.planted()'
);

create view tests.rule_edge_types as
select
    f.object,
    format('takes or returns rows of %s: calls in flight fail at a deploy', c.oid::regclass)
        as offence
from tests.functions as f
cross join
    lateral (
        select f.return_type
        union
        select unnest(coalesce(f.proallargtypes, f.proargtypes::oid[]))
    ) as used (type)
inner join pg_type as t on used.type = t.oid
left join pg_type as e on t.typelem = e.oid
inner join pg_class as c on coalesce(nullif(t.typrelid, 0), e.typrelid) = c.oid
where c.relkind = 'v';

select tests.rule_holds('edge_types', 'no function takes or returns the row type of a view');
select tests.rule_catches(
    'edge_types',
    'create view api.planted_view as select 1 as one;
    create function api.planted() returns setof api.planted_view language sql
    begin atomic select 1; end',
    'api.planted()'
);

select tests.every_rule_is_proved();
select * from finish();
rollback;
