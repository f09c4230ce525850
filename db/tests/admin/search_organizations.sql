-- The staff find a customer by whatever they know of it, and read lists page by page.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(25);

select tests.create_organization('Acme 100%_Gears') as acme \gset
select tests.create_organization('Rival Motors') as rival \gset
select tests.create_organization('Zeta') as zeta \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
update identity.users set email = 'Ada.Lovelace@gears.example' where id = :'owner';
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_Rival1', 'customer', :'rival'), ('in_Rival1', 'invoice', :'rival');
select tests.subscribe(:'acme', 'starter', 'trialing');
select tests.subscribe(:'rival', 'professional', 'active');
select tests.subscribe(:'zeta', 'starter', 'canceled', false);
update billing.subscriptions set trial_ends_at = util.now() + interval '5 days'
where organization_id = :'acme';
update billing.subscriptions set net_arr_cents = 120000, list_arr_cents = 120000, currency = 'usd'
where organization_id = :'rival';
insert into usage.risks (organization_id, risk, details, found_at)
values (:'acme', 'trial_ending_unused', '{}', util.now());

create function tests.names(answer json)
returns text[]
language sql
as $$
    select array(
        select o ->> 'name' from json_array_elements($1 -> 'organizations') as o
        where o ->> 'name' in ('Acme 100%_Gears', 'Rival Motors', 'Zeta')
    )
$$;
grant execute on function tests.names(json) to platform_admin;
select
    util.now() + interval '6 days' as in_six_days,
    util.now() + interval '4 days' as in_four_days
\gset

select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select admin.search_organizations() $$, '42501', null, 'customers search nobody'
);

select tests.act_as_staff();
select is(
    tests.names(admin.search_organizations()), '{Zeta,"Rival Motors","Acme 100%_Gears"}',
    'without a question all are listed, the newest first'
);
select is(
    tests.names(admin.search_organizations('MOTOR')), '{"Rival Motors"}',
    'a part of the name finds one, in any case'
);
select is(
    tests.names(admin.search_organizations('ze')), '{Zeta}', 'so do the first two letters'
);
select is(
    tests.names(admin.search_organizations('0%_g')), '{"Acme 100%_Gears"}',
    'signs stand for themselves'
);
select is(tests.names(admin.search_organizations('1%g')), '{}', 'and are no wildcards');
select is(
    tests.names(admin.search_organizations('ada.love')), '{"Acme 100%_Gears"}',
    'a part of a member''s address finds where he is'
);
select is(
    tests.names(admin.search_organizations(' cus_Rival1 ')), '{"Rival Motors"}',
    'Stripe''s id of the customer'
);
select is(
    tests.names(admin.search_organizations('in_Rival1')), '{"Rival Motors"}',
    'or of anything else it has there'
);
select is(
    tests.names(admin.search_organizations(upper(:'zeta'))), '{Zeta}', 'and our own id'
);
select is(
    (admin.search_organizations('nobody is called so') ->> 'total')::integer, 0,
    'what is nobody''s finds nobody'
);

select is(
    tests.names(admin.search_organizations(status => 'active')), '{"Rival Motors"}',
    'lists are filtered by status'
);
select is(
    tests.names(admin.search_organizations(status => 'canceled')), '{Zeta}',
    'by that of the last subscription where it has ended'
);
select is(
    tests.names(admin.search_organizations(plan_code => 'professional')), '{"Rival Motors"}',
    'by tier'
);
select is(
    tests.names(admin.search_organizations(risk => 'trial_ending_unused')),
    '{"Acme 100%_Gears"}',
    'by risk'
);
select is(
    tests.names(
        admin.search_organizations(trial_ends_before => :'in_six_days')
    ),
    '{"Acme 100%_Gears"}',
    'by the end of the trial'
);
select is(
    tests.names(
        admin.search_organizations(trial_ends_before => :'in_four_days')
    ),
    '{}',
    'which lies before another day'
);
select is(
    tests.names(admin.search_organizations('gears', status => 'active')), '{}',
    'a question and a filter must both be met'
);
select is(
    concat_ws(
        ' then ',
        tests.names(admin.search_organizations(sort => 'name')),
        tests.names(admin.search_organizations(sort => 'trial_ends_at')),
        tests.names(admin.search_organizations(sort => 'mrr_cents'))
    ),
    '{"Acme 100%_Gears","Rival Motors",Zeta} then {"Acme 100%_Gears"} then {"Rival Motors"}',
    'there are other orders, of those who have what is ordered by'
);
select throws_like(
    $$ select admin.search_organizations(sort => 'o.name; drop table x') $$,
    '%invalid_argument%', 'and no others'
);
select throws_like(
    $$ select admin.search_organizations(max_rows => 101) $$, '%invalid_argument%',
    'a page has an end'
);

-- Many of one name and one instant, read by pages of seven
select tests.reset_role();
insert into identity.organizations (name, created_at)
select
    'Many',
    util.now()
from generate_series(1, 40);
insert into identity.organizations (name, created_at)
select
    'Masses ' || n,
    util.now()
from generate_series(1, 10001) as n;
create function tests.read_all(sort text)
returns uuid[]
language plpgsql
as $$
declare
    v_page json;
    v_ids uuid[] = '{}';
begin
    loop
        v_page = admin.search_organizations(
            'many', sort => read_all.sort, after => v_page -> 'next', max_rows => 7
        );
        v_ids = v_ids || array(
            select (o ->> 'id')::uuid from json_array_elements(v_page -> 'organizations') as o
        );
        exit when v_page ->> 'next' is null;
    end loop;
    return v_ids;
end
$$;
grant execute on function tests.read_all(text) to platform_admin;
select tests.act_as_staff();
select results_eq(
    $$
    select
        cardinality(tests.read_all(s)),
        (select count(distinct i)::integer from unnest(tests.read_all(s)) as i)
    from unnest(array['created_at', 'name']) as s
    $$,
    $$ values (40, 40), (40, 40) $$,
    'page after page shows each once, however much they are alike'
);
select is(
    (admin.search_organizations('many')::jsonb) - 'organizations' - 'next',
    '{"total": 40, "is_total_exact": true}',
    'the count is exact'
);
select is(
    (admin.search_organizations('masses')::jsonb) - 'organizations' - 'next',
    '{"total": 10000, "is_total_exact": false}',
    'up to ten thousand'
);
select
    ok(
        f.total > 100 and f.total = f.listed, 'the list for a file has all pages of what is found'
    )
from (
    select
        (admin.search_organizations('masses 12') ->> 'total')::bigint as total,
        (select count(*) from admin.list_organizations('masses 12')) as listed
) as f;

select * from finish();
rollback;
