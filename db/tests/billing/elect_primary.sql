begin;
\ir ../_helpers.sql
select plan(8);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset

create function tests.subscription(
    organization_id uuid, source text, stripe_status text, status text, started_on date
)
returns uuid
language sql
set search_path = ''
as $$
insert into billing.subscriptions (
    organization_id, source, stripe_subscription_id, stripe_status, status, access, started_at,
    created_at
)
values (
    subscription.organization_id,
    subscription.source,
    case when subscription.source = 'stripe' then 'sub_' || subscription.started_on end,
    subscription.stripe_status,
    subscription.status,
    case
        when subscription.status in ('trialing', 'active', 'past_due') then 'full'
        else 'read_only'
    end,
    subscription.started_on,
    subscription.started_on
)
returning subscriptions.id;
$$;
create function tests.primary_date(organization_id uuid)
returns date
language sql
set search_path = ''
as $$
select billing.elect_primary(primary_date.organization_id);
select s.started_at::date
from billing.subscriptions as s
where s.organization_id = primary_date.organization_id and s.is_primary;
$$;

select is(tests.primary_date(:'acme'), null, 'without subscriptions there is none');
select tests.subscription(:'acme', 'trial', null, 'trialing', '2026-01-01') as trial \gset
select tests.subscription(:'acme', 'stripe', 'incomplete', 'incomplete', '2026-01-02');
select is(
    tests.primary_date(:'acme'), '2026-01-01',
    'a running trial stays while the first payment is pending'
);
update billing.subscriptions set status = 'suspended', access = 'read_only' where id = :'trial';
select is(
    tests.primary_date(:'acme'), '2026-01-02',
    'a trial that is over makes room for it'
);
select tests.subscription(:'acme', 'stripe', 'active', 'active', '2026-01-03');
select is(tests.primary_date(:'acme'), '2026-01-03', 'what is paid comes before both');
select tests.subscription(:'acme', 'stripe', 'past_due', 'past_due', '2026-01-04');
select is(tests.primary_date(:'acme'), '2026-01-04', 'of two the newest');
select tests.subscription(:'acme', 'stripe', 'unpaid', 'suspended', '2026-01-05');
select is(
    tests.primary_date(:'acme'), '2026-01-04',
    'but nobody loses access because a newer one is suspended'
);
select is(tests.primary_date(:'rival'), null, 'another organization has its own');
update billing.subscriptions set status = 'canceled', ended_at = util.now(), is_primary = false;
select is(tests.primary_date(:'acme'), null, 'what has ended is nobody''s primary');

select * from finish();
rollback;
