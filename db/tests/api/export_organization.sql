-- Owners take along all that their organization has, and nothing of another's; it can be renamed.
begin;
\ir ../_helpers.sql
select plan(15);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'billing') as billing \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select billing.start_trial(:'acme', :'owner');
select billing.start_trial(:'rival', :'rival_owner');
select app.create_plants(:'acme', array['Lyon mill']);
select app.create_plants(:'rival', array['Hidden mill']);

create function tests.archive()
returns text
language sql
set search_path = ''
return encode(api.export_organization(), 'escape');
grant execute on function tests.archive() to authenticated;

select tests.act_as(:'admin', :'acme');
select throws_like(
    'select api.export_organization()', '%role_required%', 'an admin takes nothing along'
);
select lives_ok($$ select api.rename_organization('  Acme North ') $$, 'but gives another name');
select results_eq(
    'select name from api.organization', $$ values ('Acme North') $$, 'which is there at once'
);
select throws_like(
    $$ select api.rename_organization('') $$, '%invalid_argument%', 'a name is needed'
);
select throws_like(
    $$ select api.rename_organization('Win at https://bad.example/') $$, '%invalid_argument%',
    'one that no mail program makes a link of'
);
select tests.act_as(:'billing', :'acme');
select throws_like(
    $$ select api.rename_organization('Ours') $$, '%role_required%',
    'others do not rename'
);
select throws_like(
    'select api.export_organization()', '%role_required%', 'nor take anything along'
);

select tests.act_as(:'owner', :'acme');
select tests.archive() as archive \gset
select ok(strpos(:'archive', 'Lyon mill') > 0, 'an owner gets what the organization has');
select ok(strpos(:'archive', 'billing.subscriptions.csv') > 0, 'as tables that others can read');
select ok(strpos(:'archive', 'Hidden mill') = 0, 'nothing of another');
select ok(strpos(:'archive', :'rival') = 0, 'not even its id');
select ok(strpos(:'archive', '$2a$') = 0, 'and no password');
select ok(
    exists (
        select from api.activity as a
        where a.action = 'organization_exported' and a.actor_id = :'owner'
    ),
    'the log says who took it'
);
select ok(
    exists (
        select from api.activity as a
        where a.subject_kind = 'identity.organizations' and a.after ->> 'name' = 'Acme North'
    ),
    'and who renamed it'
);

select tests.act_as(:'rival_owner', :'rival');
select results_eq(
    'select name from api.organization', $$ values ('rival') $$, 'others keep their names'
);

select * from finish();
rollback;
