-- Sales-led subscriptions: agreed by the staff, billed by our own invoices, paid by transfer.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(86);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
update identity.organizations set is_sandbox = true where id in (:'acme', :'rival');
select util.advance_clock(:'acme', '2027-12-31 10:00+00');
select billing.start_trial(:'acme', :'owner');
insert into billing.profiles (organization_id, contacts, updated_at)
values (:'acme', array['ap@acme.example'], util.now());

-- What the jobs of an hour do at a time.
create function tests.pass(organization_id uuid, at timestamptz)
returns bigint
language plpgsql
security definer -- a test asks as whoever it acts as
set search_path = ''
as $$
begin
    perform util.advance_clock(pass.organization_id, pass.at);
    return billing.renew_manual_subscriptions(pass.organization_id)
        + billing.advance_dunning(pass.organization_id) * 100;
end
$$;
create function tests.standing(organization_id uuid)
returns text
language sql
security definer -- as above
set search_path = ''
as $$
select pg_catalog.concat_ws(' ', s.source, s.status, s.access, s.status_reason)
from billing.subscriptions as s
where s.organization_id = standing.organization_id and s.is_primary;
$$;
create function tests.mrr(organization_id uuid, at timestamptz default 'infinity')
returns numeric
language sql
security definer -- as above
set search_path = ''
as $$
select pg_catalog.sum(e.arr) / 12.0
from util.now(mrr.organization_id) as n
cross join analytics.explain_mrr(least(mrr.at, n), mrr.organization_id, n) as e;
$$;
create view tests.bills as
select
    i.number,
    i.status,
    i.total_cents,
    i.amount_due_cents,
    i.service_start,
    i.service_end,
    i.due_at - i.issued_at as terms,
    i.id
from billing.invoices as i
where i.organization_id = :'acme';
create function tests.pay(invoice_id uuid, amount_cents bigint, reference text)
returns json
language sql
as $$
select admin.mark_invoice_paid(
    i.organization_id, i.id, pay.amount_cents, pay.reference, 'Bank statement'
)
from admin.invoices as i where i.id = pay.invoice_id;
$$;
grant select on tests.bills to platform_admin;
grant execute on function
tests.pass(uuid, timestamptz), tests.standing(uuid), tests.mrr(uuid, timestamptz),
tests.pay(uuid, bigint, text)
to platform_admin, authenticated;

-- Who may
select tests.act_as(:'owner', :'acme');
select throws_ok(
    format(
        $$ select admin.start_manual_subscription(%L, 'starter', 'monthly', 'Signed') $$, :'acme'
    ),
    '42501', null, 'a customer cannot sell themselves anything'
);
select tests.act_as_staff();
select throws_like(
    format($$ select admin.start_manual_subscription(%L, 'gold', 'monthly', 'Signed') $$, :'acme'),
    '%"invalid_argument"%', 'only what is for sale is sold'
);
select throws_like(
    format($$ select admin.start_manual_subscription(%L, 'starter', 'monthly', ' ') $$, :'acme'),
    '%"invalid_argument"%', 'and for a reason'
);
select throws_like(
    format(
        $$
        select admin.start_manual_subscription(
            %L, 'starter', 'monthly', 'Signed', add_ons => '{"gold": 1}'
        )
        $$,
        :'acme'
    ),
    '%"invalid_argument"%', 'with add-ons that there are'
);
select throws_like(
    format(
        $$
        select admin.start_manual_subscription(
            %L, 'starter', 'monthly', 'Signed', discount => '{"percent_off": 110}'
        )
        $$,
        :'acme'
    ),
    '%"invalid_argument"%', 'and discounts that leave something'
);

-- Begun on 31 December, with 10 % off for two months and 19 % tax
select is(tests.standing(:'acme'), 'trial trialing full', 'until then there is the trial');
select lives_ok(
    format(
        $$
        select admin.start_manual_subscription(
            %L, 'professional', 'monthly', 'Signed on paper', '{"users": 3}', 30, 'PO-4711',
            '{"percent_off": 10, "months": 2}', 1900
        )
        $$,
        :'acme'
    ),
    'the staff start a subscription'
);
select is(tests.standing(:'acme'), 'manual active full', 'which takes the place of the trial');
select results_eq(
    $$ select number, status, total_cents, service_end, terms from tests.bills $$,
    $$ values (
        'TEST-UC-2027-000001', 'open', 22919::bigint, '2028-01-31 10:00+00'::timestamptz,
        '30 days'::interval
    ) $$,
    'billed at once: (19900 + 3 * 500) * 90 % + 19 %, due in 30 days'
);
select tests.reset_role();
select results_eq(
    format(
        $$
        select l.description, l.quantity, l.amount_cents
        from billing.invoice_lines as l
        where l.organization_id = %L
        order by l.position
        $$,
        :'acme'
    ),
    $$ values
    ('Professional, monthly', 1::bigint, 19900::bigint), ('Extra user, monthly', 3, 1500) $$,
    'line by line'
);
select is(
    (select i.po_number from billing.invoices as i where i.organization_id = :'acme'),
    'PO-4711', 'for the purchase order'
);
select is(
    tests.mrr(:'acme'), 19260.0, 'it counts as revenue, without tax'
);
select set_eq(
    format(
        $$
        select
            e.recipient,
            concat_ws(' ', e.data ->> 'due_on', e.data ->> 'amount')
        from notify.emails as e
        where e.organization_id = %L and e.kind = 'invoice_issued'
        $$,
        :'acme'
    ),
    format(
        $$
        select u.email, '30 January 2028 229.19 USD'
        from identity.users as u where u.id = %L
        union all values ('ap@acme.example', '30 January 2028 229.19 USD')
        $$,
        :'owner'
    ),
    'those who pay get it by mail'
);
select tests.act_as_staff();
select throws_like(
    format(
        $$ select admin.start_manual_subscription(%L, 'starter', 'monthly', 'Twice') $$, :'acme'
    ),
    '%"transition_refused"%', 'there is one at a time'
);

-- Who sees it
select tests.act_as(:'owner', :'acme');
select results_eq(
    $$ select number, po_number, due_at from api.invoices $$,
    $$ values ('TEST-UC-2027-000001', 'PO-4711', '2028-01-30 10:00+00'::timestamptz) $$,
    'the owner sees the invoice'
);
select results_eq(
    $$ select status, plan_code, mrr_cents, add_ons ->> 'users' from api.subscription $$,
    $$ values ('active', 'professional', 19260::bigint, '3') $$,
    'and the subscription'
);
select tests.act_as(:'member', :'acme');
select is_empty($$ select 1 from api.invoices $$, 'a plain member sees no invoices');
select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select 1 from api.invoices $$, 'nor does another organization');

-- Paid in two parts
select tests.act_as_staff();
select id as first from tests.bills \gset
select is(
    tests.pay(:'first', 20000, 'transfer 1') ->> 'amount_remaining_cents', '2919',
    'a part is paid'
);
select is(
    tests.pay(:'first', 20000, 'transfer 1') ->> 'amount_remaining_cents', '2919',
    'told twice it counts once'
);
select throws_like(
    format($$ select tests.pay(%L, 1, 'transfer 1') $$, :'first'),
    '%"payment_recorded"%', 'a reference names one amount'
);
select throws_like(
    format($$ select tests.pay(%L, 2920, 'transfer 2') $$, :'first'),
    '%"invalid_argument"%', 'no more than is due comes in'
);
select is(tests.pay(:'first', 2919, 'transfer 2') ->> 'status', 'paid', 'the rest settles it');
select throws_like(
    format($$ select tests.pay(%L, 1, 'transfer 3') $$, :'first'),
    '%"invoice_settled"%', 'once'
);
select throws_like(
    format($$ select admin.void_invoice(%L, %L, 'Oops') $$, :'acme', :'first'),
    '%"invoice_settled"%', 'what is paid is not taken back'
);

-- A day, a month, a leap year
select is(tests.pass(:'acme', '2028-01-01 10:00+00'), 0::bigint, 'a day later nothing is due');
select is(
    tests.pass(:'acme', '2028-03-30 10:00+00'), 2::bigint,
    'three months without a job later two periods are'
);
select is(tests.pass(:'acme', '2028-03-30 10:00+00'), 0::bigint, 'once');
select results_eq(
    $$ select number, service_start, service_end, total_cents from tests.bills order by number $$,
    $$ values
    (
        'TEST-UC-2027-000001', '2027-12-31 10:00+00'::timestamptz,
        '2028-01-31 10:00+00'::timestamptz, 22919::bigint
    ),
    ('TEST-UC-2028-000001', '2028-01-31 10:00+00', '2028-02-29 10:00+00', 22919),
    ('TEST-UC-2028-000002', '2028-02-29 10:00+00', '2028-03-31 10:00+00', 25466) $$,
    'from the 31st over a leap year''s February back to the 31st; the discount has ended'
);
select is(tests.mrr(:'acme', '2028-02-28 00:00+00'), 19260.0, 'the revenue is discounted so long');
select is(tests.mrr(:'acme', '2028-02-29 12:00+00'), 21400.0, 'and not longer');


-- Nobody pays
select is(
    tests.pass(:'acme', '2028-04-29 10:00+00'), 201::bigint,
    'when 30 days have gone by since they were issued two are overdue, and a period has begun'
);
select is(tests.standing(:'acme'), 'manual past_due full', 'which takes nothing at first');
select is(
    tests.mrr(:'acme'), 21400.0, 'and is revenue still'
);
select is(tests.pass(:'acme', '2028-05-20 10:00+00'), 801::bigint, 'three weeks of reminders');
select is(tests.standing(:'acme'), 'manual suspended read_only dunning', 'end the access');
select is(tests.mrr(:'acme'), null, 'and the revenue');
select is(
    tests.pass(:'acme', '2028-06-15 10:00+00'), 100::bigint,
    'who is suspended is billed for nothing new; a third invoice has become overdue'
);
select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.create_plant('North') $$, '%"read_only"%', 'nobody writes'
);
select tests.act_as_staff();
select
    is(
        string_agg(tests.pay(b.id, b.amount_due_cents, 'late ' || b.number) ->> 'status', ' '),
        'paid paid', 'two of three are paid'
    )
from tests.bills as b where b.number in ('TEST-UC-2028-000001', 'TEST-UC-2028-000002');
select is(tests.standing(:'acme'), 'manual suspended read_only dunning', 'which is not enough');
select
    is(
        tests.pay(b.id, b.amount_due_cents, 'late 3') ->> 'status', 'paid', 'the third is paid'
    )
from tests.bills as b where b.number = 'TEST-UC-2028-000003';
select is(tests.standing(:'acme'), 'manual active full', 'and all is well with the payment');
select is(
    tests.pass(:'acme', '2028-06-15 10:00+00'), 1::bigint, 'what it can use now is billed'
);

-- Changes. Half of the period from 31 May to 30 June is over.
select isnt(
    admin.change_manual_subscription(
        :'acme', 'They grow', 'enterprise', add_ons => '{}'
    ) ->> 'invoice_id',
    null,
    'a change is billed at once'
);
select tests.reset_role();
select results_eq(
    $$
    select l.description, l.amount_cents
    from tests.bills as b
    inner join billing.invoice_lines as l on b.id = l.invoice_id
    where b.number = 'TEST-UC-2028-000006'
    order by l.position
    $$,
    $$ values
    ('Unused time on Professional, monthly', -9950::bigint),
    ('Unused time on Extra user, monthly', -750),
    ('Remaining time on Enterprise, monthly', 49950) $$,
    'the rest of the period is prorated'
);
select is(
    (select b.total_cents from tests.bills as b where b.number = 'TEST-UC-2028-000006'),
    46708::bigint, 'to the cent, with tax'
);
select is(tests.mrr(:'acme'), 99900.0, 'and is revenue at once');
select tests.act_as_staff();
select is(
    admin.change_manual_subscription(:'acme', 'They shrink', 'starter') ->> 'invoice_id', null,
    'what is given back is no invoice'
);
select results_eq(
    format(
        $$
        select n.number, n.amount_cents, n.tax_cents
        from admin.credit_notes as n where n.organization_id = %L
        $$,
        :'acme'
    ),
    $$ values ('TEST-UC-CN-2028-000001', 56525::bigint, 9025::bigint) $$,
    'but a credit note: 49950 - 2450, with tax'
);
select throws_like(
    format($$ select admin.change_manual_subscription(%L, 'Yearly', cycle => 'annual') $$, :'acme'),
    '%"invalid_argument"%', 'a cycle does not change within a period'
);
select lives_ok(
    format(
        $$
        select admin.change_manual_subscription(
            %L, 'Yearly', 'professional', 'annual', at_period_end => true
        )
        $$,
        :'acme'
    ),
    'but at its end'
);
select
    is(
        tests.pay(b.id, 1000, 'a part') ->> 'amount_remaining_cents', '11733',
        'a part is paid of half a period: the other half could not be used'
    )
from tests.bills as b where b.number = 'TEST-UC-2028-000005';
select
    is(
        admin.void_invoice(:'acme', b.id, 'They were promised a free month')
        ->> 'credit_note_number',
        'TEST-UC-CN-2028-000002', 'before the invoice is taken back'
    )
from tests.bills as b where b.number = 'TEST-UC-2028-000005';
select
    is(
        admin.void_invoice(:'acme', b.id, 'Twice') ->> 'credit_note_number',
        'TEST-UC-CN-2028-000002', 'once'
    )
from tests.bills as b where b.number = 'TEST-UC-2028-000005';

-- What its customer has in hand of it
select tests.act_as(:'owner', :'acme');
select n.id as note from api.credit_notes as n where n.number = 'TEST-UC-CN-2028-000002' \gset
select is(
    convert_from(api.credit_note_pdf(:'note'), 'UTF8')::jsonb ->> 'code', 'document_pending',
    'a credit note is a document, which is being made'
);
select tests.reset_role();
select is(
    (
        select c.data::jsonb - 'seller' - 'buyer'
        from sidecar.claim_invoice_documents('worker', 100, 30) as c
        inner join billing.invoice_documents as d on c.id = d.id
        where d.credit_note_id = :'note'
    ),
    (
        select
            jsonb_build_object(
                'document', 'credit_note',
                'number', 'TEST-UC-CN-2028-000002',
                'invoice_number', 'TEST-UC-2028-000005',
                'po_number', i.po_number,
                'issued_on', '15 June 2028',
                'subtotal', util.format_money(i.total_cents - i.tax_cents, i.currency),
                'tax', util.format_money(i.tax_cents, i.currency),
                'total', util.format_money(i.total_cents, i.currency)
            )
        from billing.invoices as i
        where i.number = 'TEST-UC-2028-000005'
    ),
    'and says which invoice it takes back, and how much'
);
select sidecar.record_invoice_document(d.id, d.attempts, 'The document', null)
from billing.invoice_documents as d
where d.credit_note_id = :'note' \gset
select tests.act_as(:'owner', :'acme');
select is(
    convert_from(api.credit_note_pdf(:'note'), 'UTF8'), 'The document', 'until it is there'
);
select tests.act_as(:'member', :'acme');
select throws_like(
    format('select api.credit_note_pdf(%L)', :'note'), '%"role_required"%',
    'for those who may read billing'
);
select tests.act_as(:'rival_owner', :'rival');
select throws_like(
    format('select api.credit_note_pdf(%L)', :'note'), '%"credit_note_not_found"%',
    'and nobody else'
);
select tests.act_as_staff();
select is(
    convert_from(admin.credit_note_pdf(:'acme', :'note'), 'UTF8'), 'The document',
    'the staff see the very bytes'
);
select
    is(
        tests.pass(:'acme', '2028-06-30 10:00+00'),
        101::bigint,
        'the period ends, and one more is overdue'
    );
select results_eq(
    $$
    select b.number, b.total_cents, b.amount_due_cents, b.service_start, b.service_end
    from tests.bills as b
    where b.service_start = '2028-06-30 10:00+00'
    $$,
    $$ values (
        'TEST-UC-2028-000007', 255731::bigint, 198206::bigint,
        '2028-06-30 10:00+00'::timestamptz, '2029-06-30 10:00+00'::timestamptz
    ) $$,
    'a year is billed, less what was credited'
);
select is(
    (select m.credit_cents from admin.manual_subscriptions as m where m.organization_id = :'acme'),
    0::bigint, 'which is used up'
);
select count(tests.pay(b.id, b.amount_due_cents, 'all')) as paid
from tests.bills as b where b.status = 'open' \gset

-- The end
select is(
    (admin.cancel_manual_subscription(:'acme', 'They merge') ->> 'ends_at')::timestamptz,
    '2029-06-30 10:00+00'::timestamptz, 'it is to end with its period'
);
select is(tests.standing(:'acme'), 'manual active full', 'and goes on until then');
select is(tests.pass(:'acme', '2029-07-20 10:00+00'), 1::bigint, 'a late job ends it');
select is(tests.pass(:'acme', '2031-07-20 10:00+00'), 0::bigint, 'for good');
select results_eq(
    format(
        $$
        select s.status, s.ended_at, s.cancellation_reason
        from admin.subscriptions as s
        where s.organization_id = %L and s.source = 'manual'
        $$,
        :'acme'
    ),
    $$ values ('canceled', '2029-06-30 10:00+00'::timestamptz, 'They merge') $$,
    'at the time that was agreed'
);
select throws_like(
    format($$ select admin.cancel_manual_subscription(%L, 'Again') $$, :'acme'),
    '%"contract_not_found"%', 'nothing is left to end'
);

-- A later start, and months in which the staff have it suspended
select tests.pass(:'rival', '2027-01-15 00:00+00') \gset
select admin.start_manual_subscription(
    :'rival', 'starter', 'monthly', 'Signed', starts_at => '2027-02-01 00:00+00'
) \gset
select is(tests.standing(:'rival'), 'manual incomplete read_only', 'what is to begin waits');
select is(tests.pass(:'rival', '2027-01-31 23:00+00'), 0::bigint, 'for its day');
select is(tests.pass(:'rival', '2027-02-01 00:00+00'), 1::bigint, 'and begins');
select is(tests.standing(:'rival'), 'manual active full', 'with access');
select admin.suspend(:'rival', 'A dispute') \gset
select tests.act_as(:'rival_owner', :'rival');
select throws_like(
    $$ select api.start_checkout('starter', 'monthly') $$, '%"already_subscribed"%',
    'who is billed by us does not buy again'
);
select tests.act_as_staff();
select is(tests.pass(:'rival', '2027-02-20 00:00+00'), 0::bigint, 'while suspended');
select count(tests.pay(i.id, i.amount_due_cents, 'x')) as paid
from admin.invoices as i where i.organization_id = :'rival' and i.status = 'open' \gset
select is(tests.pass(:'rival', '2027-06-15 00:00+00'), 0::bigint, 'nothing is billed');
select admin.reactivate(:'rival', 'Settled') \gset
select is(tests.pass(:'rival', '2027-06-15 00:00+00'), 4::bigint, 'afterwards the months go by');
select results_eq(
    format(
        $$ select i.number, i.service_start from admin.invoices as i
        where i.organization_id = %L order by i.number $$,
        :'rival'
    ),
    $$ values
    ('TEST-UC-2027-000002', '2027-02-01 00:00+00'::timestamptz),
    ('TEST-UC-2027-000003', '2027-06-15 00:00+00') $$,
    'and only the rest of the one that can be used is billed'
);
select lives_ok(
    format($$ select admin.cancel_subscription(%L, 'Fraud') $$, :'rival'),
    'it ends at once'
);
select is(tests.standing(:'rival'), null, 'and nothing is left');

select tests.reset_role();
select is_empty(
    format($$ select * from billing.replay_differences(%L) $$, :'acme'),
    'a replay of what Stripe said finds nothing to say about it'
);
select is_empty(
    format($$ select * from billing.replay_differences(%L) $$, :'rival'), 'nor here'
);
update billing.subscriptions
set status = 'active', access = 'full', ended_at = null, canceled_at = null
where organization_id = :'rival' and source = 'manual';
select util.set_setting('stripe_drift_policy', '"repair"') \gset
select ok(billing.compare_rows() >= 2, 'who gives back by hand what has ended is found');
select is(
    (
        select array_agg(format('%s %s', s.status, s.access))
        from billing.subscriptions as s
        where s.organization_id = :'rival' and s.source = 'manual'
    ),
    '{"canceled read_only"}',
    'and it is as the facts have it again'
);
select is(billing.compare_rows(), 0::bigint, 'of all others nothing differs');
select * from finish();
rollback;
