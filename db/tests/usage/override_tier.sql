-- The staff can grant what another plan includes; what was bought counts again afterwards.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(17);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.subscribe(:'acme', 'starter', 'active') as subscription \gset
select tests.subscribe(:'rival', 'starter', 'active');
select tests.add_item(:'subscription', 'addon_users_monthly', 3);

create function pg_temp.granted(organization_id uuid, feature text)
returns text
language sql
as $$
    select concat_ws(' ', e.is_granted, e.limit_value, e.source, e.expires_at is not null)
    from usage.find_entitlement($1, $2) as e
$$;
create temporary table bought as
select
    e.feature_code,
    e.limit_value
from usage.list_entitlements(:'acme') as e;

select is(
    pg_temp.granted(:'acme', 'quality_management'), 'f none f', 'starter lacks something'
);

select
    util.now() - interval '1 minute' as a_minute_ago,
    util.now() + interval '30 days' as in_thirty_days
\gset

select tests.act_as(:'owner', :'acme');
select throws_ok(
    format('select admin.override_tier(%L, ''enterprise'', ''We like them'')', :'acme'),
    '42501', null, 'customers do not promote themselves'
);

select tests.act_as_staff();
select throws_like(
    format('select admin.override_tier(%L, ''golden'', ''A reason'')', :'acme'),
    '%"argument\\": \\"plan_code%', 'a plan that does not exist is refused'
);
select throws_like(
    format('select admin.override_tier(%L, ''professional'', '' '')', :'acme'),
    '%"argument\\": \\"reason%', 'and so is no reason'
);
select throws_like(
    format(
        'select admin.override_tier(%L, ''professional'', ''A reason'', %L)',
        :'acme', :'a_minute_ago'
    ),
    '%"argument\\": \\"expires_at%', 'and an end that has passed'
);
select throws_like(
    format(
        'select admin.override_tier(%L, ''professional'', ''A reason'')', gen_random_uuid()
    ),
    '%organization_not_found%', 'and an organization that does not exist'
);
select is(
    admin.override_tier(
        :'acme', 'professional', 'Pilot of the new module', :'in_thirty_days'
    ) ->> 'plan_code',
    'professional',
    'the staff grant another tier'
);
select results_eq(
    format(
        'select tier_override, plan_code from admin.organizations where id in (%L, %L)'
        ' order by name',
        :'acme', :'rival'
    ),
    $$ values ('professional', 'starter'), (null, 'starter') $$,
    'and see both what is granted and what was bought'
);

select tests.reset_role();
select is(
    pg_temp.granted(:'acme', 'quality_management'), 't tier_override t',
    'the feature is granted, until the override ends'
);
select is(usage.has_tier(:'acme', 'professional'), true, 'so is the tier itself');
select is(
    (select e.limit_value from usage.find_entitlement(:'acme', 'users') as e)
    - (select b.limit_value from bought as b where b.feature_code = 'users'),
    (
        select max(p.limit_value) - min(p.limit_value)
        from catalog.plan_features as p
        inner join catalog.current_plan_versions() as c on p.plan_version_id = c.plan_version_id
        where c.plan_code in ('starter', 'professional') and p.feature_code = 'users'
    ),
    'bought add-ons count beside it'
);
select results_eq(
    format(
        $$
        select source, reason from usage.explain_entitlement(%L, 'quality_management')
        where source <> 'status'
        $$,
        :'acme'
    ),
    $$ values ('tier_override', 'Pilot of the new module') $$,
    'it is told where the answer comes from'
);
select is(
    pg_temp.granted(:'rival', 'quality_management'), 'f none f', 'nobody else is granted anything'
);

select tests.act_as(:'owner', :'acme');
select is_empty(
    $$
    select 1 from api.explain_entitlement('quality_management')
    where reason ~ 'Pilot'
    $$,
    'what the staff wrote is not told to the customer'
);

select tests.reset_role();
select is(
    tests.answer_after(
        format(
            'update usage.tier_overrides set created_at = created_at - interval ''40 days'','
            ' expires_at = util.now() - interval ''1 second'' where organization_id = %L',
            :'acme'
        ),
        format('usage.has_tier(%L, ''professional'')::text', :'acme')
    ),
    'false',
    'an override past its end counts no more'
);

select tests.act_as_staff();
select admin.revoke_tier_override(:'acme', 'The pilot is over');
select throws_like(
    format('select admin.revoke_tier_override(%L, ''Again'')', :'acme'),
    '%override_not_found%', 'it can be taken back, once'
);
select tests.reset_role();
select results_eq(
    format(
        'select feature_code, limit_value from usage.list_entitlements(%L) order by 1', :'acme'
    ),
    'select feature_code, limit_value from bought order by 1',
    'and then what was bought counts again'
);

select * from finish();
rollback;
