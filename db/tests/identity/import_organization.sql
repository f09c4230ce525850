begin;
\ir ../_helpers.sql
select plan(6);

select tests.create_organization('rival') as rival \gset

create function tests.imported(name text, created_at timestamptz default null)
returns text
language sql
set search_path = ''
as $$
with imported as (
    select pg_catalog.gen_random_uuid() as id
), done as (
    select i.id, identity.import_organization(i.id, imported.name, imported.created_at) as is_new
    from imported as i
)
select d.id::text from done as d where d.is_new;
$$;

select tests.imported(' Acme ', '2024-02-29 00:00:00+00') as acme \gset
select results_eq(
    format(
        $$ select o.name, o.created_at from identity.organizations as o where o.id = %L $$, :'acme'
    ),
    $$ values ('Acme', '2024-02-29 00:00:00+00'::timestamptz) $$,
    'an organization of elsewhere has the name and the age that it had there'
);
select is_empty(
    format($$ select from identity.memberships where organization_id = %L $$, :'acme'),
    'nobody is in it'
);
select is_empty(
    format($$ select from billing.subscriptions where organization_id = %L $$, :'acme'),
    'and it has no trial'
);
select tests.imported(' ', util.now() + interval '1 day') as nameless \gset
select results_eq(
    format(
        $$ select o.name, o.created_at = util.now() from identity.organizations as o
        where o.id = %L $$,
        :'nameless'
    ),
    format($$ values (%L, true) $$, :'nameless'),
    'one without a name is called by its id, and none comes from the future'
);
select is(
    identity.import_organization(:'rival', 'Taken over', null), false,
    'one that exists is not made again'
);
select is(
    (select o.name from identity.organizations as o where o.id = :'rival'), 'rival',
    'and keeps its name'
);

select * from finish();
rollback;
