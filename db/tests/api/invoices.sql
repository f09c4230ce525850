-- Invoices, their lines, payments, refunds and disputes.
begin;
\ir ../_helpers.sql
select plan(16);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'billing') as billing \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset

insert into billing.invoices (
    organization_id,
    number,
    status,
    currency,
    subtotal_cents,
    discount_cents,
    tax_cents,
    total_cents,
    amount_due_cents, amount_paid_cents, amount_remaining_cents, created_at, issued_at, paid_at,
    hosted_url, stripe_invoice_id
)
select
    o.id,
    o.name || '-1',
    'paid',
    'usd',
    19900,
    0,
    0,
    19900,
    19900,
    19900,
    0,
    util.now(),
    util.now(),
    util.now(),
    'https://stripe.test/' || o.name,
    'in_' || o.name
from identity.organizations as o
where o.id in (:'acme', :'rival');
insert into billing.invoice_lines (
    organization_id, invoice_id, position, description, quantity, amount_cents, currency
)
select
    i.organization_id,
    i.id,
    1,
    'Professional',
    1,
    19900,
    'usd'
from billing.invoices as i;
insert into billing.payments (
    organization_id, invoice_id, status, amount_cents, currency, created_at, paid_at,
    stripe_invoice_id, stripe_payment_intent_id
)
select
    i.organization_id,
    i.id,
    'paid',
    19900,
    'usd',
    util.now(),
    util.now(),
    i.stripe_invoice_id,
    'pi_' || i.number
from billing.invoices as i;

with charges as (
    insert into billing.charges (
        organization_id, invoice_id, status, amount_cents, amount_refunded_cents, currency,
        created_at, stripe_charge_id
    )
    select
        i.organization_id,
        i.id,
        'succeeded',
        19900,
        500,
        'usd',
        util.now(),
        'ch_' || i.number
    from billing.invoices as i
    returning organization_id, id
)

insert into billing.refunds (organization_id, charge_id, amount_cents, currency, refunded_at)
select
    c.organization_id,
    c.id,
    500,
    'usd',
    util.now()
from charges as c;
insert into billing.disputes (
    organization_id, invoice_id, status, reason, amount_cents, currency, created_at,
    stripe_dispute_id, stripe_charge_id
)
select
    i.organization_id,
    i.id,
    'lost',
    'fraudulent',
    19900,
    'usd',
    util.now(),
    'dp_' || i.number,
    'ch_' || i.number
from billing.invoices as i;

select tests.act_as(:'billing', :'acme');
select results_eq(
    $$ select number, status, total_cents, hosted_url from api.invoices $$,
    $$ values ('acme-1', 'paid', 19900::bigint, 'https://stripe.test/acme') $$,
    'who reads billing sees the invoices of the organization'
);
select results_eq(
    $$
    select i.number, l.description, l.amount_cents
    from api.invoices as i
    inner join api.invoice_lines as l
        on i.organization_id = l.organization_id and i.id = l.invoice_id
    $$,
    $$ values ('acme-1', 'Professional', 19900::bigint) $$,
    'with their lines'
);
select results_eq(
    $$
    select i.number, p.status, p.amount_cents
    from api.invoices as i
    inner join api.payments as p
        on i.organization_id = p.organization_id and i.id = p.invoice_id
    $$,
    $$ values ('acme-1', 'paid', 19900::bigint) $$,
    'and payments'
);
select results_eq(
    $$
    select i.number, r.amount_cents
    from api.invoices as i
    inner join api.refunds as r
        on i.organization_id = r.organization_id and i.id = r.invoice_id
    $$,
    $$ values ('acme-1', 500::bigint) $$,
    'what was paid back'
);
select results_eq(
    $$
    select i.number, d.status, d.reason, d.amount_cents
    from api.invoices as i
    inner join api.disputes as d
        on i.organization_id = d.organization_id and i.id = d.invoice_id
    $$,
    $$ values ('acme-1', 'lost', 'fraudulent', 19900::bigint) $$,
    'and what the bank asked back'
);

select tests.act_as(:'member', :'acme');
select is_empty($$ select 1 from api.invoices $$, 'a plain member sees no invoice');
select is_empty($$ select 1 from api.invoice_lines $$, 'no line');
select is_empty($$ select 1 from api.payments $$, 'no payment');
select is_empty($$ select 1 from api.refunds $$, 'no refund');
select is_empty($$ select 1 from api.disputes $$, 'and no dispute');

select tests.act_as(:'rival_owner', :'rival');
select results_eq(
    $$ select number from api.invoices $$, array['rival-1'], 'another tenant sees its own'
);
select results_eq(
    $$ select description from api.invoice_lines $$, array['Professional'], 'and only those lines'
);
select is((select count(*) from api.payments), 1::bigint, 'payments');
select is((select count(*) from api.refunds), 1::bigint, 'refunds');
select is((select count(*) from api.disputes), 1::bigint, 'and disputes');

select tests.act_as_anon();
select throws_ok($$ select 1 from api.invoices $$, '42501', null, 'visitors see nothing');

select * from finish();
rollback;
