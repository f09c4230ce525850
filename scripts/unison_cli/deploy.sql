-- The runner's own schema: what has been deployed, and the steps of a deploy that need to look at
-- the database. Executed at the beginning of every deploy, so it must be repeatable.

create schema if not exists deploy;
comment on schema deploy is 'The migration runner''s ledger and helpers. Nothing else uses it.';

create table if not exists deploy.migrations (
    version integer not null,
    name text not null,
    sha256 text not null,
    started_at timestamptz not null default clock_timestamp(),
    applied_at timestamptz,
    duration interval generated always as (applied_at - started_at) stored,

    constraint migrations_pkey primary key (version)
);
alter table deploy.migrations enable row level security;
comment on table deploy.migrations is
'Applied migrations. One without applied_at runs outside transactions, and was interrupted.';

create table if not exists deploy.releases (
    id bigint generated always as identity,
    functions_sha256 text not null,
    released_at timestamptz not null default clock_timestamp(),
    released_by text not null default session_user,

    constraint releases_pkey primary key (id)
);
alter table deploy.releases enable row level security;
comment on table deploy.releases is
'Every loading of db/functions; the last row tells whether the files have changed since.';

create table if not exists deploy.managed_objects (
    kind text not null,
    identity text not null,
    definition text,
    load_order bigint not null default 0,
    release_id bigint not null references deploy.releases (id),
    row_before tid,

    constraint managed_objects_pkey primary key (kind, identity),
    constraint managed_objects_kind_check
    check (kind in ('policy', 'trigger', 'view', 'routine')),
    constraint managed_objects_definition_check
    check ((kind in ('policy', 'trigger')) = (definition is not null))
);
create index if not exists managed_objects_release_id_idx
on deploy.managed_objects (release_id);
alter table deploy.managed_objects enable row level security;
comment on table deploy.managed_objects is
'What db/functions made outside the rebuilt schemas. A deploy drops what it no longer finds there.';
comment on column deploy.managed_objects.identity is
'As DROP takes it: tenant_select on billing.invoices, billing.close_invoice(uuid).';
comment on column deploy.managed_objects.definition is
'Of a policy or trigger. It is replaced only where this differs, because that locks the table.';
comment on column deploy.managed_objects.load_order is
'Views and routines are dropped in reverse: a later one may depend on an earlier one.';
comment on column deploy.managed_objects.row_before is
'Where a routine was in the catalogue as the release began; still there, it was not replaced.';

-- Created afresh, so that no former signature stays behind.
do $$
declare
    v_routine text;
begin
    for v_routine in
        select p.oid::regprocedure
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'deploy'::regnamespace
    loop
        execute format('drop routine %s', v_routine);
    end loop;
end
$$;

create function deploy.current_release()
returns bigint
language sql
stable
set search_path = ''
return (select coalesce(max(r.id), 0) from deploy.releases as r);
comment on function deploy.current_release() is
'The last release, or during a deploy the one being made; 0 before the first.';

create function deploy.start_migration(version integer, name text, sha256 text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into deploy.migrations as m (version, name, sha256)
    values (start_migration.version, start_migration.name, start_migration.sha256)
    on conflict on constraint migrations_pkey do update
    set name = excluded.name, sha256 = excluded.sha256, started_at = excluded.started_at
    where m.applied_at is null;
    if not found then
        raise exception 'migration % has been applied already', start_migration.version;
    end if;
end
$$;
comment on function deploy.start_migration(integer, text, text) is
'Enters a migration in the ledger; an interrupted one may be started again.';

create function deploy.complete_migration(version integer)
returns void
language sql
set search_path = ''
begin atomic
    update deploy.migrations as m
    set applied_at = clock_timestamp()
    where m.version = complete_migration.version;
end;
comment on function deploy.complete_migration(integer) is 'Marks a started migration as applied.';

create function deploy.refuse_dependants(edges text[], rebuilt text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_dependants text;
begin
    with recursive edge_objects as (
        select d.classid, d.objid
        from pg_catalog.pg_depend as d
        inner join pg_catalog.pg_namespace as n on n.oid = d.refobjid
        where d.refclassid = 'pg_catalog.pg_namespace'::regclass
            and (
                n.nspname = any (edges)
                or n.nspname = any (rebuilt) and (
                    d.classid = 'pg_catalog.pg_proc'::regclass
                    or d.classid = 'pg_catalog.pg_class'::regclass and exists (
                        select from pg_catalog.pg_class as c
                        where c.oid = d.objid and c.relkind = 'v'
                    )
                )
            )
        union
        -- Rules, row types, defaults, constraints and triggers of the above.
        select d.classid, d.objid
        from edge_objects as e
        inner join pg_catalog.pg_depend as d
            on d.refclassid = e.classid and d.refobjid = e.objid
        where d.deptype in ('a', 'i')
    )

    select string_agg(distinct format(
        '%s depends on %s',
        pg_describe_object(d.classid, d.objid, d.objsubid),
        pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
    ), e'\n')
    into v_dependants
    from edge_objects as e
    inner join pg_catalog.pg_depend as d
        on d.refclassid = e.classid and d.refobjid = e.objid
    where d.deptype not in ('a', 'i')
        and (d.classid, d.objid) not in (select o.classid, o.objid from edge_objects as o);
    if v_dependants is not null then
        raise exception 'objects outside depend on what every deploy rebuilds'
        using
            errcode = 'dependent_objects_still_exist',
            detail = v_dependants,
            hint = 'Move what is needed into a lower schema, or drop the dependant in a migration.';
    end if;
end
$$;
comment on function deploy.refuse_dependants(text[], text[]) is
'Raises if anything outside depends on an edge schema, or on a view or function of a rebuilt one.';

create function deploy.remove_edges(edges text[], rebuilt text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_drop text;
begin
    -- After this, cascade reaches only what is rebuilt.
    perform deploy.refuse_dependants(edges, rebuilt);
    -- Named before the first of them falls: it may take others with it.
    foreach v_drop in array array(
        select format('drop schema %I cascade', n.nspname)
        from pg_catalog.pg_namespace as n
        where n.nspname = any (edges)
        union all
        select format('drop view if exists %s cascade', c.oid::regclass)
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (rebuilt) and c.relkind = 'v'
        union all
        select format('drop routine if exists %s cascade', p.oid::regprocedure)
        from pg_catalog.pg_proc as p
        inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
        where n.nspname = any (rebuilt)
    )
    loop
        execute v_drop;
    end loop;
end
$$;
comment on function deploy.remove_edges(text[], text[]) is
'Drops the edge schemas, and the views and functions of the rebuilt ones, unless refused.';

create function deploy.reset_grants()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_revoke text;
begin
    for v_revoke in
        select format(
            'revoke all on %s %s from %s',
            case m.kind when 'view' then 'table' else m.kind end,
            m.identity,
            case g.grantee when 0 then 'public' else g.grantee::regrole::text end
        )
        from deploy.managed_objects as m
        cross join lateral (
            select 'f'::"char", p.pronamespace, p.proowner, p.proacl
            from pg_catalog.pg_proc as p
            where m.kind = 'routine' and p.oid = to_regprocedure(m.identity)
            union all
            select 'r'::"char", c.relnamespace, c.relowner, c.relacl
            from pg_catalog.pg_class as c
            where m.kind = 'view' and c.oid = to_regclass(m.identity)
        ) as o (type, namespace, owner, acl)
        cross join lateral (
            select a.grantee
            from aclexplode(o.acl) as a
            where a.grantee <> o.owner
            except
            -- Whom a new object would be granted to.
            select a.grantee
            from (values (0::oid), (o.namespace)) as s (namespace)
            left join pg_catalog.pg_default_acl as d
                on d.defaclrole = o.owner
                    and d.defaclnamespace = s.namespace
                    and d.defaclobjtype = o.type
            cross join lateral aclexplode(
                coalesce(
                    d.defaclacl,
                    case when s.namespace = 0 then acldefault(o.type, o.owner) end
                )
            ) as a
        ) as g
    loop
        execute v_revoke;
    end loop;
end
$$;
comment on function deploy.reset_grants() is
$$Takes back what managed views and routines were granted; their files grant it again

CREATE OR REPLACE keeps grants: one whose line has left its file would stay for ever.$$;

create function deploy.refuse_stand_ins(extension text, schema text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_relations text;
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = extension) then
        return;
    end if;
    select string_agg(c.oid::regclass::text, ', ' order by c.relname)
    into v_relations
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = schema
        and c.relkind = 'r'
        and not exists (
            select from pg_catalog.pg_depend as d
            where d.classid = 'pg_catalog.pg_class'::regclass
                and d.objid = c.oid
                and d.deptype = 'e'
        );
    if v_relations is not null then
        raise exception 'both % and its stand-in are in this database', extension
        using
            errcode = 'object_not_in_prerequisite_state',
            detail = format('Of the stand-in: %s.', v_relations),
            hint = format(
                'Keep one: drop extension %s, or drop the schema %s once its queue is empty and '
                'create the extension again.',
                extension, schema
            );
    end if;
end
$$;
comment on function deploy.refuse_stand_ins(text, text) is
'Raises if an extension is installed beside the tables that db/functions makes in its place.';

create function deploy.start_release(
    expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if deploy.current_release() <> expected_release then
        raise exception 'this follows release %, but the database is at release %',
            expected_release, deploy.current_release()
        using hint = 'Make the script again.';
    end if;
    -- Requests touch the gate, then edges, then whatever they need. So do we: nobody who is past the
    -- gate can hold a table that we want while he waits for an edge that we hold.
    if to_regclass(gate) is not null then
        execute format('lock table %s in access exclusive mode', to_regclass(gate));
    end if;
    perform deploy.remove_edges(edges, rebuilt);
    perform deploy.reset_grants();
    update deploy.managed_objects as m
    set row_before = p.ctid
    from pg_catalog.pg_proc as p
    where m.kind = 'routine' and p.oid = to_regprocedure(m.identity);
    insert into deploy.releases (functions_sha256) values (start_release.functions_sha256);
end
$$;
comment on function deploy.start_release(bigint, text, text, text[], text[]) is
'Opens a release: shuts the gate, drops the edges, takes back what managed objects were granted.';

create function deploy.place_object(
    kind text, name text, relation text, definition text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_identity text := format('%s on %s', place_object.name, place_object.relation);
    v_name text := (parse_ident(place_object.name))[1];
begin
    -- A migration may have taken the object away, so the stored text alone says too little.
    if not exists (
        select from deploy.managed_objects as m
        where m.kind = place_object.kind
            and m.identity = v_identity
            and m.definition = place_object.definition
            and case m.kind
                when 'policy' then exists (
                    select from pg_catalog.pg_policy as p
                    where p.polrelid = to_regclass(place_object.relation) and p.polname = v_name
                )
                else exists (
                    select from pg_catalog.pg_trigger as t
                    where t.tgrelid = to_regclass(place_object.relation) and t.tgname = v_name
                )
            end
    ) then
        execute format('drop %s if exists %s', place_object.kind, v_identity);
        execute place_object.definition;
    end if;
    insert into deploy.managed_objects as m (kind, identity, definition, release_id)
    values (place_object.kind, v_identity, place_object.definition, deploy.current_release())
    on conflict on constraint managed_objects_pkey do update
    set definition = excluded.definition, release_id = excluded.release_id;
end
$$;
comment on function deploy.place_object(text, text, text, text) is
'Creates or replaces a policy or trigger, if it differs from what was put there before.';

create function deploy.complete_release(
    kinds text[], names text[], edges text[], rebuilt text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_release bigint := deploy.current_release();
    v_object record;
    v_dependants text;
begin
    -- A routine whose row is where it was has not been replaced. If its name is in the files all the
    -- same, its signature has changed, and this is the former one: it goes as if its file had gone.
    insert into deploy.managed_objects as m (kind, identity, load_order, release_id)
    select f.kind, o.identity, max(f.load_order), v_release
    from unnest(kinds, names) with ordinality as f (kind, name, load_order)
    cross join lateral (
        select p.oid::regprocedure::text as identity
        from pg_catalog.pg_proc as p
        inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
        where f.kind = 'routine'
            and array[n.nspname, p.proname]::text[] = parse_ident(f.name)
            and not exists (
                select from deploy.managed_objects as b
                where b.kind = 'routine'
                    and b.identity = p.oid::regprocedure::text
                    and b.row_before = p.ctid
            )
        union all
        select to_regclass(f.name)::text
        where f.kind = 'view'
    ) as o
    group by f.kind, o.identity
    on conflict on constraint managed_objects_pkey do update
    set load_order = excluded.load_order, release_id = excluded.release_id;

    for v_object in
        select m.kind, m.identity
        from deploy.managed_objects as m
        where m.release_id <> v_release
        order by m.kind in ('policy', 'trigger') desc, m.load_order desc
    loop
        begin
            execute format('drop %s if exists %s', v_object.kind, v_object.identity);
        exception
            when dependent_objects_still_exist then
                get stacked diagnostics v_dependants = pg_exception_detail;
                raise exception '% % is in no file any more, but is needed',
                    v_object.kind, v_object.identity
                using
                    errcode = 'dependent_objects_still_exist',
                    detail = v_dependants,
                    hint = 'Drop both in a migration: what is in a file is created again.';
        end;
    end loop;
    delete from deploy.managed_objects as m where m.release_id <> v_release;

    -- Here too, so that the deploy which brings such a dependence is refused, and not the next one.
    perform deploy.refuse_dependants(edges, rebuilt);
end
$$;
comment on function deploy.complete_release(text[], text[], text[], text[]) is
'Records the views and routines that were loaded, and drops what was recorded and is in no file.';
