-- A person of several organizations is in one at a time.
begin;
\ir ../_helpers.sql
select plan(18);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as person \gset
select tests.create_member(:'globex', 'owner') as rival \gset
create function pg_temp.claims(answer json) returns json language sql as $$
    select convert_from(
        util.decode_base64url(split_part(claims.answer ->> 'access_token', '.', 2)), 'UTF8'
    )::json
$$;

select tests.act_as(:'person', :'acme');
select api.create_organization('Initech') as founded \gset
select results_eq(
    $$ select name, role, is_current from api.organizations order by name $$,
    $$ values ('Initech', 'owner', false), ('acme', 'owner', true) $$,
    'a person may found another organization; the token stays what it was'
);
select results_eq(
    $$ select name from api.organization $$, $$ values ('acme') $$, 'bound to the first'
);
select tests.reset_role();
select :'founded'::json ->> 'organization_id' as initech \gset
select pg_temp.claims(:'founded') as claims \gset
select tests.become('authenticated', :'claims');
select results_eq(
    $$ select name, is_sandbox from api.organization $$, $$ values ('Initech', false) $$,
    'the new token is bound to the new one'
);
select results_eq(
    $$ select status from api.subscription $$, $$ values ('trialing') $$, 'which has its trial'
);
select is_empty(
    format($$ select from api.members where organization_id <> %L $$, :'initech'),
    'and sees nothing of the other'
);

select tests.act_as(:'person', :'acme');
select api.switch_organization(:'initech') as switched \gset
select is(:'switched'::json ->> 'organization_id', :'initech', 'a session can be bound to another');
select api.refresh(:'switched'::json ->> 'refresh_token') as refreshed \gset
select is(:'refreshed'::json ->> 'organization_id', :'initech', 'and stays there when refreshed');
select throws_like(
    format('select api.switch_organization(%L)', :'globex'), '%organization_not_found%',
    'but not to one of others'
);
select throws_like(
    'select api.switch_organization(gen_random_uuid())', '%organization_not_found%',
    'with the same answer as for none'
);
select throws_like(
    'select api.switch_organization(null)', '%organization_not_found%', 'and for nothing'
);
select throws_like(
    $$ select api.create_organization('') $$, '%invalid_argument%', 'an organization has a name'
);

-- Where a person goes on.
select tests.reset_role();
select is(
    identity.find_organization_for_session(:'person'), :'initech',
    'signing in leads to where the last session was'
);
delete from identity.memberships where organization_id = :'initech';
select is(
    identity.find_organization_for_session(:'person'), :'acme', 'if the person is still there'
);
delete from identity.memberships where user_id = :'person';
select is(identity.find_organization_for_session(:'person'), null, 'or nowhere');

select tests.act_as(:'rival', :'globex');
select results_eq(
    $$ select name from api.organizations $$, $$ values ('globex') $$, 'others see their own alone'
);
select tests.act_as_staff();
select results_eq(
    $$ select organization_id, role, session_kind from api.me $$,
    $$ values (null::uuid, null::text, 'staff') $$,
    'staff are in none'
);
select throws_ok(
    $$ select api.create_organization('Staff Inc') $$, '42501', null, 'and found none'
);
select tests.act_as_anon();
select throws_ok($$ select from api.me $$, '42501', null, 'visitors are nobody');

select * from finish();
rollback;
