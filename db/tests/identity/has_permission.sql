-- Roles and what they allow.
begin;
\ir ../_helpers.sql
select plan(13);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'billing') as billing \gset
select tests.create_member(:'acme', 'member') as member \gset

select results_eq(
    $$
        select role, array_agg(permission order by permission)
        from identity.role_permissions where role <> 'owner' group by role order by role
    $$,
    $$
        values
        (
            'admin',
            array[
                'activity.read', 'billing.manage', 'billing.read', 'business.read',
                'business.write', 'developers.manage', 'members.manage', 'members.read',
                'organization.rename'
            ]
        ),
        (
            'billing',
            array[
                'billing.manage', 'billing.read', 'business.read', 'business.write',
                'members.read'
            ]
        ),
        ('machine', array['business.read', 'business.write']),
        ('member', array['business.read', 'business.write', 'members.read'])
    $$,
    'a role allows what is written here'
);
select bag_eq(
    $$ select permission from identity.role_permissions where role = 'owner' $$,
    $$ select permission from identity.permissions $$,
    'an owner everything'
);

select tests.act_as(:'billing', :'acme');
select ok((select identity.has_permission('billing.manage')), 'a person may what the role allows');
select ok(not (select identity.has_permission('members.manage')), 'and nothing else');
select ok(not (select identity.has_permission('no.such')), 'nor what there is not');
select tests.act_as_staff();
select ok(not (select identity.has_permission('business.read')), 'staff are no members');
select tests.reset_role();

create function pg_temp.as_person(person uuid, organization uuid, asks text)
returns text language plpgsql as $$
declare
    v_answer text;
begin
    perform tests.act_as(person, organization);
    perform set_config('role', 'unison_owner', true);
    execute 'select ' || asks into v_answer;
    return v_answer;
exception when sqlstate 'PGRST' then
    return sqlerrm::json ->> 'code';
end
$$;
select is(
    pg_temp.as_person(:'admin', :'acme', $$ identity.require_permission('members.manage') $$),
    :'acme',
    'who has the permission is told the organization'
);
select tests.reset_role();
select is(
    pg_temp.as_person(:'member', :'acme', $$ identity.require_permission('members.manage') $$),
    'role_required',
    'who has not is refused'
);
select tests.reset_role();
select is(
    pg_temp.as_person(:'admin', :'acme', $$ identity.require_role('owner', 'admin') $$), :'acme',
    'the same by role'
);
select tests.reset_role();
select is(
    pg_temp.as_person(:'member', :'acme', $$ identity.require_role('owner', 'admin') $$),
    'role_required',
    'or not'
);
select tests.reset_role();
select is(
    pg_temp.as_person(:'owner', :'acme', 'identity.require_staff()'),
    'staff_required',
    'no customer is staff'
);
select tests.reset_role();
select throws_like(
    $$ select identity.require_permission('business.read') $$,
    '%"code" : "token_required"%',
    'a visitor is asked to sign in'
);
select throws_like(
    $$ select identity.require_own_session() $$, '%"code" : "token_required"%', 'everywhere'
);

select * from finish();
rollback;
