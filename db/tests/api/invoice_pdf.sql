begin;
\ir ../_helpers.sql
select plan(27);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'billing') as billing \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset

insert into billing.invoices (
    organization_id, number, status, currency, collection_method, subtotal_cents, discount_cents,
    tax_cents, total_cents, amount_due_cents, amount_paid_cents, amount_remaining_cents,
    created_at, issued_at, due_at
)
values (
    :'acme', 'AC/ME "1"', 'open', 'usd', 'send_invoice', 20000, 2000, 3420, 21420, 20420, 0, 20420,
    '2026-01-31', '2026-02-01', '2026-03-03'
)
returning id as invoice \gset
insert into billing.invoice_lines (
    organization_id, invoice_id, position, description, quantity, amount_cents, currency,
    service_start, service_end
)
values
(:'acme', :'invoice', 1, 'Professional', 1, 19900, 'usd', '2026-02-01', '2026-03-01'),
(:'acme', :'invoice', 2, 'Adjustment', null, 100, 'usd', null, null);
insert into billing.invoices (
    organization_id, number, status, currency, subtotal_cents, discount_cents, tax_cents,
    total_cents, amount_due_cents, amount_paid_cents, amount_remaining_cents, created_at
)
values (:'acme', null, 'draft', 'usd', 100, 0, 0, 100, 100, 0, 100, '2026-01-31')
returning id as draft \gset

-- Who may say what invoices say
select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.set_billing_profile('Acme Ltd') $$, '%"role_required"%',
    'a plain member does not say whom to bill'
);
select is_empty($$ select 1 from api.billing_profile $$, 'nor reads it');
select throws_like(
    format($$ select api.invoice_pdf(%L) $$, :'invoice'), '%"role_required"%', 'nor opens invoices'
);

select tests.act_as(:'billing', :'acme');
select api.set_billing_profile('Acme Gears Ltd', '{Works Road 7,Gearford}', 'DE', 'DE1', 'PO-7');
select results_eq(
    $$ select legal_name, address_lines, country, tax_id, po_number from api.billing_profile $$,
    $$ values ('Acme Gears Ltd', '{Works Road 7,Gearford}'::text[], 'DE', 'DE1', 'PO-7') $$,
    'who sees to the billing does'
);
select throws_like(
    $$ select api.set_billing_profile(country => 'Germany') $$, '%"invalid_argument"%country%',
    'a country is two letters'
);
select api.set_billing_profile(contacts => '{" Ada@Example.com ",bob@example.com,ada@example.com}');
select is(
    (select contacts from api.billing_profile), '{ada@example.com,bob@example.com}'::text[],
    'addresses are kept as letters can be sent to them, each once'
);
select api.set_billing_profile('Acme Gears Ltd', '{Works Road 7,Gearford}', 'DE', 'DE1', 'PO-7');
select throws_like(
    $$ select api.set_billing_profile(address_lines => array[e'x\ny']) $$,
    '%"invalid_argument"%', 'a line has no line breaks'
);
select throws_like(
    $$ select api.set_billing_profile(contacts => '{nobody}') $$, '%"invalid_argument"%',
    'a contact has an address'
);
select throws_like(
    $$ select api.set_billing_profile(address_lines => array_fill('x'::text, '{7}')) $$,
    '%"invalid_argument"%', 'an address has an end'
);

-- Others
select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select 1 from api.billing_profile $$, 'nobody reads the profile of others');
select throws_like(
    format($$ select api.invoice_pdf(%L) $$, :'invoice'), '%"invoice_not_found"%',
    'an invoice of others is not there'
);

-- Asking
select tests.act_as(:'billing', :'acme');
select throws_like(
    format($$ select api.invoice_pdf(%L) $$, :'draft'), '%"invoice_not_issued"%',
    'a draft has no document'
);
select matches(
    convert_from(api.invoice_pdf(:'invoice'), 'UTF8'),
    'document_pending',
    'the first who asks waits'
);
select is(current_setting('response.status'), '409', 'and is told so by the status');
select lives_ok(
    format($$ select api.invoice_pdf(%L) $$, :'invoice'), 'whoever asks again sets off nothing more'
);

-- Making
select tests.reset_role();
select is(count(*), 1::bigint, 'it is made once') from billing.invoice_documents;
select
    is(
        c.data::jsonb,
        '{
        "seller": {
            "name": "Unison", "address_lines": [], "tax_id": null, "email": null,
            "payment_lines": []
        },
        "buyer": {
            "name": "Acme Gears Ltd", "address_lines": ["Works Road 7", "Gearford"],
            "country": "DE", "tax_id": "DE1"
        },
        "number": "AC/ME \"1\"", "po_number": "PO-7", "issued_on": "1 February 2026",
        "due_on": "3 March 2026", "is_charged": false,
        "lines": [
            {
                "description": "Professional", "quantity": 1,
                "service": "1 Feb 2026 – 1 Mar 2026", "amount": "199.00 USD"
            },
            {"description": "Adjustment", "quantity": null, "service": null, "amount": "1.00 USD"}
        ],
        "subtotal": "200.00 USD", "discount": "-20.00 USD", "tax": "34.20 USD",
        "total": "214.20 USD", "credit": "-10.00 USD", "kept": null,
        "amount_due": "204.20 USD"
    }'::jsonb,
        'it says all that an invoice says'
    )
from billing.claim_invoice_documents('w1', 5, 30) as c;
select is_empty(
    $$ select 1 from billing.claim_invoice_documents('w2', 5, 30) $$,
    'who is at it has it alone'
);

-- A worker that dies, and one that is late
update billing.invoice_documents set next_attempt_at = '-infinity';
select billing.set_profile(:'acme', 'Renamed Ltd', '{}', null, null, null, '{}');
select
    is(
        c.data -> 'buyer' ->> 'name',
        'Acme Gears Ltd',
        'what it says was settled at the first claim'
    )
from billing.claim_invoice_documents('w2', 5, 30) as c;
select d.id as document from billing.invoice_documents as d \gset
select is(
    billing.record_invoice_document(:'document', 1, null, 'gave up'), 'rendering',
    'a failure that is told late counts for nothing'
);
select is(
    billing.record_invoice_document(:'document', 2, '\x2550', null), 'ready', 'the PDF is kept'
);
select is(
    billing.record_invoice_document(:'document', 1, '\x00', null), 'ready', 'and never replaced'
);

select tests.act_as(:'billing', :'acme');
select is(api.invoice_pdf(:'invoice')::bytea, '\x2550', 'whoever asks gets it');
select matches(
    current_setting('response.headers'),
    '"invoice-AC-ME-1-\.pdf', 'under a name that is safe in a header'
);

select tests.act_as_staff();
select is(admin.invoice_pdf(:'acme', :'invoice')::bytea, '\x2550', 'the staff see the same bytes');

-- A document that no worker survives
select tests.reset_role();
update billing.invoice_documents as d
set
    status = 'rendering', pdf = null, finished_at = null, attempts = 8,
    next_attempt_at = '-infinity', leased_by = 'w', leased_until = '-infinity';
select is_empty(
    $$ select 1 from billing.claim_invoice_documents('w3', 5, 30) $$,
    'what workers die of is claimed eight times'
);
select is(
    (select d.status from billing.invoice_documents as d), 'failed', 'then it has failed'
);

select * from finish();
rollback;
