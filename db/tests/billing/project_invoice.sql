begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(13);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');

select tests.deliver('1', 'invoice.created', 0, tests.stripe_invoice('{
    "status": "draft", "subtotal": 10000, "total": 9500,
    "total_discount_amounts": [{"amount": 2000, "discount": "di_1"}],
    "total_taxes": [{"amount": 1000}, {"amount": 500}]
}'));
select results_eq(
    $$
    select i.organization_id, i.subscription_id, i.stripe_subscription_id, i.discount_cents,
    i.tax_cents, l.price_id = p.price_id, billing.epoch(i.service_end)
    from billing.invoices as i
    inner join billing.invoice_lines as l on i.id = l.invoice_id
    inner join catalog.stripe_prices as p on p.stripe_price_id = 'price_starter_monthly'
    $$,
    format(
        $$
        values
        (%L::uuid, null::uuid, 'sub_1', 2000::bigint, 1500::bigint, true, 1769904000::bigint)
        $$,
        :'acme'
    ),
    'an invoice whose subscription is not known yet is kept, with its line'
);
select tests.deliver('2', 'customer.subscription.created', 0, tests.stripe_subscription());
select is(
    (select i.subscription_id from billing.invoices as i),
    (select s.id from billing.subscriptions as s),
    'and is linked when the subscription comes'
);

-- The refund, the dispute and the payment, before what ties them together.
select is(
    tests.deliver('3', 'charge.refunded', 60, '{
        "object": "charge", "id": "ch_1", "customer": "cus_1", "status": "succeeded",
        "amount": 9500, "amount_refunded": 2500, "currency": "usd", "created": 1767225650,
        "payment_intent": "pi_1"
    }'),
    'applied',
    'a refund is kept although nothing says for which invoice the charge was'
);
select is(
    tests.deliver('4', 'charge.dispute.created', 70, '{
        "object": "dispute", "id": "dp_1", "status": "needs_response", "reason": "fraudulent",
        "amount": 9500, "currency": "usd", "created": 1767225660, "charge": "ch_1",
        "payment_intent": "pi_1"
    }'),
    'applied',
    'so is a dispute'
);
select tests.deliver('5', 'invoice_payment.paid', 50, '{
    "object": "invoice_payment", "id": "inpay_1", "invoice": "in_1", "status": "paid",
    "amount_paid": 9500, "amount_requested": 9500, "currency": "usd", "created": 1767225649,
    "payment": {"type": "payment_intent", "payment_intent": "pi_1"},
    "status_transitions": {"paid_at": 1767225650}
}');
select results_eq(
    $$
    select i.amount_refunded_cents, p.amount_cents, p.status, billing.epoch(p.paid_at),
    c.invoice_id = i.id, d.invoice_id = i.id
    from billing.invoices as i
    inner join billing.payments as p on i.id = p.invoice_id
    cross join billing.charges as c
    cross join billing.disputes as d
    $$,
    $$ values (2500::bigint, 9500::bigint, 'paid', 1767225650::bigint, true, true) $$,
    'the payment of the invoice ties all of them to it'
);
select tests.deliver('6', 'charge.refunded', 80, '{
    "object": "charge", "id": "ch_1", "customer": "cus_1", "status": "succeeded",
    "amount": 9500, "amount_refunded": 4000, "currency": "usd", "created": 1767225650,
    "payment_intent": "pi_1"
}');
select results_eq(
    $$
    select r.amount_cents, billing.epoch(r.refunded_at) - 1767225600
    from billing.refunds as r
    order by r.refunded_at
    $$,
    $$ values (2500::bigint, 60::bigint), (1500, 80) $$,
    'each step by which the refunded amount grows is a refund'
);
select is(
    (select i.amount_refunded_cents from billing.invoices as i), 4000::bigint,
    'and the invoice shows their sum'
);
select tests.deliver('7', 'charge.dispute.closed', 90, '{
    "object": "dispute", "id": "dp_1", "status": "won", "reason": "fraudulent",
    "amount": 9500, "currency": "usd", "created": 1767225660, "charge": "ch_1"
}');
select results_eq(
    $$ select d.status, billing.epoch(d.closed_at) - 1767225600 from billing.disputes as d $$,
    $$ values ('won', 90::bigint) $$,
    'a dispute that is decided tells since when'
);

-- The old shape: the charge stands on the invoice.
select tests.deliver('10', 'charge.refunded', 60, '{
    "object": "charge", "id": "ch_2", "customer": "cus_2", "status": "succeeded",
    "amount": 4900, "amount_refunded": 4900, "currency": "usd", "created": 1767225650,
    "invoice": "in_2"
}');
select tests.deliver('11', 'invoice.paid', 50, tests.stripe_invoice('{
    "id": "in_2", "customer": "cus_2", "status": "paid", "amount_paid": 4900,
    "charge": "ch_2", "payment_intent": "pi_2", "tax": 100,
    "status_transitions": {"paid_at": 1767225650}
}') - 'parent');
select results_eq(
    format(
        $$
        select i.amount_refunded_cents, i.tax_cents, p.amount_cents, p.stripe_charge_id,
        p.stripe_payment_intent_id
        from billing.invoices as i
        inner join billing.payments as p on i.id = p.invoice_id
        where i.organization_id = %L
        $$,
        :'rival'
    ),
    $$ values (4900::bigint, 100::bigint, 4900::bigint, 'ch_2', 'pi_2') $$,
    'until 2025-02-24 the invoice names its charge, and the charge its invoice'
);

-- Paid outside Stripe: nothing but the invoice's payment tells of it.
select tests.deliver('12', 'invoice.paid', 50, tests.stripe_invoice('{
    "id": "in_3", "status": "paid", "amount_paid": 4900, "payments": {"data": [{
        "object": "invoice_payment", "id": "inpay_3", "invoice": "in_3", "status": "paid",
        "amount_paid": 4900, "amount_requested": 4900, "currency": "usd", "created": 1767225649,
        "payment": {"type": "payment_record", "payment_record": "pr_1"}
    }]}
}'));
select results_eq(
    $$
    select p.amount_cents, p.stripe_reference
    from billing.payments as p
    where p.stripe_invoice_id = 'in_3'
    $$,
    $$ values (4900::bigint, 'inpay_3') $$,
    'a payment outside Stripe is one too'
);

select is(
    tests.deliver('13', 'invoice.upcoming', 50, tests.stripe_invoice('{"status": "draft"}') - 'id'),
    'applied',
    'a preview is applied'
);
select is(
    (select count(*) from billing.invoices), 3::bigint,
    'and is no invoice'
);
select tests.deliver('14', 'invoice.created', 99, tests.stripe_invoice('{
    "id": "in_4", "status": "draft",
    "lines": {"has_more": true, "data": []}
}'));
select is(
    (select o.refetch_reason from billing.stripe_objects as o where o.stripe_id = 'in_4'),
    'more_lines',
    'an invoice that does not show all its lines is marked for a look at Stripe'
);

select * from finish();
rollback;
