-- Who may be lost: each reason is found, explained, and forgotten when it is over.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(17);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_organization('box') as box \gset
update identity.organizations set is_sandbox = true where id = :'box';
select tests.subscribe(:'acme', 'starter', 'trialing');
select tests.subscribe(:'rival', 'starter', 'active') as rival_subscription \gset
select tests.subscribe(:'box', 'starter', 'trialing');
update billing.subscriptions set trial_ends_at = util.now() + interval '2 days'
where status = 'trialing';

create function pg_temp.risks(organization_id uuid)
returns text[]
language sql
as $$ select array(select r.risk from usage.risks as r where r.organization_id = $1 order by 1) $$;
create function pg_temp.found(organization_id uuid, risk text)
returns boolean
language sql
as $$
    select exists (
        select from usage.list_risks(null) as r where r.organization_id = $1 and r.risk = $2
    )
$$;

-- A trial that ends, unused
select cmp_ok(usage.assess_risks(null), '>=', 2::bigint, 'risks are found');
select is(
    pg_temp.risks(:'acme'), '{trial_ending_unused}', 'a trial that ends and was not used is one'
);
select is(pg_temp.risks(:'rival'), '{}', 'a customer with whom all is well is at none');
select is(usage.assess_risks(null), 0::bigint, 'a second look finds nothing new');
select is(
    tests.answer_after(
        format(
            'insert into usage.counters (organization_id, feature_code, used)'
            ' values (%L, ''plants'', 1)', :'acme'
        ),
        format('pg_temp.found(%L, ''trial_ending_unused'')::text', :'acme')
    ),
    'false',
    'a trial that is used is none'
);
select is(
    tests.answer_after(
        format(
            'insert into usage.counters (organization_id, feature_code, used)'
            ' values (%L, ''users'', 1)', :'acme'
        ),
        format('pg_temp.found(%L, ''trial_ending_unused'')::text', :'acme')
    ),
    'true',
    'though the seat of who signed up is no use'
);
select is(
    tests.answer_after(
        'update billing.subscriptions set trial_ends_at = util.now() + interval ''4 days'''
        ' where status = ''trialing''',
        format('pg_temp.found(%L, ''trial_ending_unused'')::text', :'acme')
    ),
    'false',
    'nor is a trial that goes on for days'
);

-- Usage that falls; the day that runs stays out
insert into usage.rollups (organization_id, meter_code, day_on, event_count, total, maximum)
select
    :'rival',
    'api_calls',
    (util.now() at time zone 'UTC')::date - d.day,
    1,
    case when d.day = 0 then 0 when d.day <= 14 then 40 else 100 end,
    100
from generate_series(0, 28) as d (day);
select usage.assess_risks(null);
select results_eq(
    format(
        'select risk, details -> ''api_calls'' from usage.risks where organization_id = %L',
        :'rival'
    ),
    $$ values ('usage_falling', '{"later": 560, "earlier": 1400}'::jsonb) $$,
    'two weeks that come to less than half of the two before are a risk, with the figures'
);
select is(
    tests.answer_after(
        'update usage.rollups set total = 50 where total = 40',
        format('pg_temp.found(%L, ''usage_falling'')::text', :'rival')
    ),
    'false',
    'half is not less than half'
);
select is(
    tests.answer_after(
        'update usage.rollups set total = total / 100',
        format('pg_temp.found(%L, ''usage_falling'')::text', :'rival')
    ),
    'false',
    'and what was next to nothing cannot fall'
);

-- A limit
insert into usage.counters (organization_id, feature_code, used)
select
    :'rival',
    'plants',
    e.limit_value
from usage.find_entitlement(:'rival', 'plants') as e;
select usage.assess_risks(null);
select is(
    pg_temp.risks(:'rival'), '{limit_reached,usage_falling}', 'what is used up is seen'
);
select tests.add_item(:'rival_subscription', 'addon_plants_monthly', 1);
update usage.rollups set total = 100 where organization_id = :'rival';
select usage.assess_risks(null);
select is(pg_temp.risks(:'rival'), '{}', 'until more is bought; and so are the others forgotten');

-- A payment
insert into billing.invoices (
    organization_id, number, status, currency, subtotal_cents, discount_cents, tax_cents,
    total_cents, amount_due_cents, amount_paid_cents, amount_remaining_cents, created_at
)
values (:'rival', 'R-1', 'open', 'usd', 900, 0, 0, 900, 900, 0, 900, util.now());
insert into billing.dunning_cases (
    organization_id, subscription_id, invoice_id, policy_code, opened_at
)
select
    :'rival',
    :'rival_subscription',
    i.id,
    'default',
    util.now()
from billing.invoices as i
where i.number = 'R-1';
select usage.assess_risks(null);
select is(
    (
        select r.details - 'since'
        from usage.risks as r
        where r.organization_id = :'rival' and r.risk = 'payment_failing'
    ),
    '{"invoices": ["R-1"], "currency": "usd", "amount_remaining_cents": 900}',
    'an invoice that is dunned is one, by its number and what remains'
);
update billing.dunning_cases set closed_at = util.now(), outcome = 'paid';
select usage.assess_risks(null);
select is(pg_temp.risks(:'rival'), '{}', 'until it is paid');

-- Clocks: the sandbox's trial is over by its own
select util.advance_clock(:'box', util.now() + interval '30 days');
select usage.assess_risks(:'box');
select is(pg_temp.risks(:'box'), '{}', 'a sandbox is judged by its own clock');
select is(pg_temp.risks(:'acme'), '{trial_ending_unused}', 'which is nobody else''s');

select tests.act_as_staff();
select is(
    (
        select o.risk_reasons ? 'trial_ending_unused'
        from admin.organizations as o
        where o.id = :'acme'
    ),
    true,
    'the staff see it, with what it was seen by'
);

select * from finish();
rollback;
