-- The helpers themselves: whoever a test acts as has passed the guard, and has no more rights.
begin;
\ir _helpers.sql
select plan(11);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'member') as member \gset

select is(current_user::text, 'unison_owner', 'a test begins as the owner, not as the superuser');

select tests.act_as(:'member', :'acme');
select is(current_user::text, 'authenticated', 'a person has the role of every customer');
select is(identity.current_user_id(), :'member', 'and is known to the database');
select is(identity.current_organization_id(), :'acme', 'in the organization');
select throws_ok(
    $$ select password_hash from identity.users $$,
    '42501',
    null,
    'and reads no table that customers may not read'
);
select throws_like(
    format($$ select tests.act_as(%L, %L) $$, :'member', :'globex'),
    '%session_ended%',
    'nobody can be somebody in an organization of others'
);

select tests.act_as_staff();
select is(current_user::text, 'platform_admin', 'a person of the staff has a role apart');
select is(identity.current_organization_id(), null, 'and no organization');

select tests.act_as_anon();
select is(current_user::text, 'anon', 'a stranger is a stranger');
select is(identity.current_user_id(), null, 'though somebody else was there before');

select tests.reset_role();
select is(current_user::text, 'unison_owner', 'and in the end the owner is back');

select * from finish();
rollback;
