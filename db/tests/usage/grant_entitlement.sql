-- Overrides by the staff: who may, what they take, and who hears of it. Policies that ask.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(15);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select tests.subscribe(:'acme', 'starter', 'active');
select tests.subscribe(:'rival', 'starter', 'active');

create function tests.explain(query text)
returns setof text
language plpgsql
set search_path = ''
as $$
begin
    return query execute 'explain (costs off) ' || explain.query;
end
$$;
grant execute on function tests.explain(text) to public;
create table app.reports (organization_id uuid);
insert into app.reports (organization_id) values (:'acme'), (:'acme'), (:'rival');
alter table app.reports enable row level security;
create policy tenant_select on app.reports
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select usage.can_use('sso'))
);
grant select on app.reports to authenticated;
grant usage on schema app to authenticated;

select tests.act_as(:'owner', :'acme');
select is_empty($$ select from app.reports $$, 'a policy hides what takes a feature');
select throws_ok(
    format(
        $$ select admin.grant_entitlement(%L, 'sso', 'true', 'Please') $$, :'acme'
    ),
    '42501', null, 'a customer grants nothing'
);
select tests.act_as_staff();
select throws_like(
    format($$ select admin.grant_entitlement(%L, 'sso', 'true', ' ') $$, :'acme'),
    '%"code" : "invalid_argument"%', 'nobody overrides without a reason'
);
select lives_ok(
    format($$ select admin.grant_entitlement(%L, 'sso', 'true', 'A pilot') $$, :'acme'),
    'the staff does with one'
);
select results_eq(
    $$ select o.feature, o.reason, o.granted_by from admin.entitlement_overrides as o $$,
    $$ values ('sso', 'A pilot', identity.current_user_id()) $$,
    'and it is kept who and why'
);
select tests.act_as(:'owner', :'acme');
select results_eq(
    $$ select count(*) from app.reports $$, $$ values (2::bigint) $$,
    'the policy shows it at the next statement'
);
select matches(
    (
        select string_agg(e.line, e'\n')
        from tests.explain($$ select from app.reports $$) as e (line)
    ),
    'InitPlan.*InitPlan',
    'which asks once a statement, not once a row'
);
select results_eq(
    $$ select e.source, e.granted, e.applied from api.explain_entitlement('sso') as e $$,
    $$ values ('override', true, true), ('plan', false, false), ('status', true, false) $$,
    'the explanation names all that contributes, in order'
);
select is(
    (select e.reason from api.explain_entitlement('sso') as e where e.source = 'override'), null,
    'but not what the staff wrote'
);
select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select from app.reports $$, 'nobody else has it');
select is_empty(
    $$ select from api.explain_entitlement('sso') as e where e.source = 'override' $$,
    'or hears of it'
);

select tests.act_as_staff();
select admin.grant_entitlement(:'acme', 'sso', 'false', 'Over');
select results_eq(
    $$
        select o.granted, o.in_force, o.revoked_reason
        from admin.entitlement_overrides as o order by o.revoked_at nulls last
    $$,
    $$ values (true, false, 'Replaced by another'), (false, true, null) $$,
    'another one takes its place'
);
select lives_ok(
    format($$ select admin.revoke_entitlement(%L, 'sso', 'Nothing to deny') $$, :'acme'),
    'what is in force can be revoked'
);
select throws_like(
    format($$ select admin.revoke_entitlement(%L, 'sso', 'Nothing to deny') $$, :'acme'),
    '%"code" : "override_not_found"%', 'once'
);

-- Overage -----------------------------------------------------------------------------------------

select tests.reset_role();
update usage.counters set used = 5 where organization_id = :'acme';
select results_eq(
    format(
        $$
            select o.feature_code, o.limit_value, o.used, o.excess
            from usage.overage(%L, (
                select v.plan_version_id from catalog.current_plan_versions() as v
                where v.plan_code = 'starter'
            ), '{"users": 1}') as o
        $$,
        :'acme'
    ),
    $$ values ('users', 4::bigint, 5::bigint, 1::bigint) $$,
    'what a plan and add-ons would leave exceeded is known before'
);

select * from finish();
rollback;
