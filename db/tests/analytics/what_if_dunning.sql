-- Another policy of dunning, tried on copies of what happened: nothing is changed, nothing locked.
begin;
\ir ../_helpers.sql
select plan(12);

create function pg_temp.unpaid_bill(
    name text, opened_at timestamptz, closed_at timestamptz, outcome text, suspended_at timestamptz
)
returns uuid
language plpgsql
as $$
declare
    v_id uuid := tests.create_organization(unpaid_bill.name);
begin
    insert into billing.subscriptions (
        organization_id, id, source, status, access, currency, started_at, created_at
    )
    values (v_id, v_id, 'import', 'active', 'full', 'usd', '2024-01-01', '2024-01-01');
    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, currency,
        list_arr_cents, net_arr_cents, caused_by
    )
    values (
        v_id, v_id, tstzrange('2024-01-01', null), tstzrange('2024-01-01', null), 'active', 'full',
        'usd', 36500, 36500, 'import:history'
    );
    insert into billing.invoices (
        organization_id, id, subscription_id, status, currency, subtotal_cents, discount_cents,
        tax_cents, total_cents, amount_due_cents, amount_paid_cents, amount_remaining_cents,
        attempt_count, created_at, stripe_invoice_id
    )
    values (
        v_id, v_id, v_id, 'open', 'usd', 36500, 0, 0, 36500, 36500, 0, 36500, 1,
        unpaid_bill.opened_at, 'in_' || unpaid_bill.name
    );
    insert into billing.dunning_cases (
        organization_id, id, subscription_id, invoice_id, policy_code, opened_at, closed_at, outcome
    )
    values (
        v_id, v_id, v_id, v_id, 'default', unpaid_bill.opened_at, unpaid_bill.closed_at,
        unpaid_bill.outcome
    );
    insert into billing.dunning_actions (organization_id, case_id, position, taken_at)
    select
        v_id as organization_id,
        v_id as case_id,
        s.position,
        unpaid_bill.suspended_at
    from billing.dunning_steps as s
    where s.restriction = 'suspend' and unpaid_bill.suspended_at is not null;
    return v_id;
end
$$;

select pg_temp.unpaid_bill('payer', '2025-03-01', '2025-03-11', 'paid', null);
select pg_temp.unpaid_bill(
    'never', '2025-03-05', '2025-04-05', 'uncollectible', '2025-03-26'
);
select pg_temp.unpaid_bill('late', '2025-05-01', '2025-05-25', 'paid', '2025-05-22');
select pg_temp.unpaid_bill('open', '2025-06-20', null, null, null) as open \gset
select pg_temp.unpaid_bill('sandbox', '2025-03-01', null, null, null) as sandbox \gset
update identity.organizations set is_sandbox = true
where id = :'sandbox';
create temporary table before as
select
    (select json_agg(c order by c.id)::text from billing.dunning_cases as c) as cases,
    (select json_agg(a order by a.case_id)::text from billing.dunning_actions as a) as actions,
    (select json_agg(v order by v.id)::text from billing.subscription_versions as v) as versions;
grant select on before to public;

set local role analyst;
prepare seven as
select
    w.month,
    w.cases,
    w.paid,
    round(w.mrr, 2) as mrr,
    w.suspended,
    w.suspended_after,
    w.interrupted,
    w.interrupted_after,
    round(w.unpaid, 6) as unpaid,
    round(w.unpaid_after, 6) as unpaid_after
from analytics.what_if_dunning(7, as_of => '2025-06-29') as w;
select results_eq(
    'seven',
    $$
    values
    ('2025-03-01'::date, 2::bigint, 1::bigint, 6083.33, 1::bigint, 2::bigint, 0::bigint, 1::bigint,
        2100.000000, 700.000000),
    ('2025-05-01', 1, 1, 3041.67, 1, 1, 1, 1, 0, 0),
    ('2025-06-01', 1, 0, 3041.67, 0, 1, 0, 0, 1000.000000, 700.000000)
    $$,
    'after seven days more are suspended, one of whom pays, and less is served for nothing'
);
select results_eq(
    $$
    select w.month, w.suspended_after, round(w.suspended_mrr_after, 2), w.interrupted_after,
        round(w.unpaid_after)
    from analytics.what_if_dunning(null, as_of => '2025-06-29') as w
    $$,
    $$
    values
    ('2025-03-01'::date, 0::bigint, 0.00, 0::bigint, 3100::numeric), ('2025-05-01', 0, 0, 0, 0),
    ('2025-06-01', 0, 0, 0, 1000)
    $$,
    'never to suspend serves them until they are given up'
);
select is(
    (
        select array_agg(w.suspended_after order by w.month)
        from analytics.what_if_dunning(21, as_of => '2025-06-29') as w
    ),
    (
        select array_agg(w.suspended order by w.month)
        from analytics.what_if_dunning(21, as_of => '2025-06-29') as w
    ),
    'with the days that really hold nothing would have been otherwise'
);
select is(
    (
        select sum(w.unpaid - w.unpaid_after)
        from analytics.what_if_dunning(21, as_of => '2025-06-29') as w
    ),
    0.0,
    'nor served'
);
select is(
    (
        select sum(w.paid)
        from analytics.what_if_dunning(7, as_of => '2025-05-10') as w
    ),
    1::numeric,
    'nothing after the day asked for is known: who paid later has not yet'
);
select results_eq(
    $$ select w.month from analytics.what_if_dunning(7, '2025-05-01', '2025-06-29') as w $$,
    $$ values ('2025-05-01'::date), ('2025-06-01') $$,
    'cases from a day on'
);
select is_empty(
    $$ select * from analytics.what_if_dunning(7, as_of => '2025-06-29', currency => 'eur') $$,
    'of one currency'
);
select throws_ok(
    'select 1 from billing.dunning_cases', '42501', null, 'the cases themselves are out of reach'
);

select tests.act_as_staff();
select results_eq(
    $$
    select w.suspended_after from analytics.what_if_dunning(7, as_of => '2025-06-29') as w
    $$,
    $$ values (2::bigint), (1), (1) $$,
    'the staff ask the same'
);
select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.act_as(:'owner', :'acme');
select throws_ok(
    'select * from analytics.what_if_dunning(7)', '42501', null, 'customers ask nothing'
);

select tests.reset_role();
select results_eq(
    $$
    select
        (select json_agg(c order by c.id)::text from billing.dunning_cases as c),
        (select json_agg(a order by a.case_id)::text from billing.dunning_actions as a),
        (select json_agg(v order by v.id)::text from billing.subscription_versions as v)
    $$,
    'table before',
    'and nothing has changed'
);
select is(
    (
        select string_agg(distinct l.mode, ',')
        from pg_locks as l
        where
            l.pid = pg_backend_pid()
            and l.relation = 'billing.dunning_steps'::regclass
    ),
    'AccessShareLock',
    'what was asked of the policy has locked none of its rows'
);

select * from finish();
rollback;
