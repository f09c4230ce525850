-- Erasure of an organization: who belongs to nothing else goes with it, who belongs elsewhere stays
-- there; of what it was billed everything is kept that the law wants, and nothing anywhere else.
begin;
\ir ../_helpers.sql
\ir ../_erasure.sql
select plan(34);

select tests.create_organization('Quixworts Mills') as mills \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'mills', 'owner') as founder \gset
select tests.create_member(:'mills', 'admin') as sharer \gset
select tests.create_member(:'globex', 'owner') as stranger \gset
update identity.users
set email = 'zeb@quixwort.example', full_name = 'Zebulon Quixwort'
where id = :'founder';
update identity.users
set full_name = 'Berenice Both'
where id = :'sharer';
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'globex', :'sharer', 'member', util.now());
select billing.start_trial(:'mills', :'founder') \gset
select billing.bind_trial(:'founder') \gset
select usage.grant_entitlement(:'mills', 'api_access', 'true', 'For the test') \gset

select tests.act_as(:'founder', :'mills');
select api.invite_member('guest@quixwort.example', 'member') \gset
select api.create_api_key('Zebulon''s machine') \gset
select api.set_billing_profile(
    legal_name => 'Quixwort Mills Ltd', address_lines => '{"7 Windmill Lane"}', country => 'GB',
    tax_id => 'GB123456789', contacts => '{zeb@quixwort.example}'
) \gset
select tests.reset_role();
insert into webhooks.endpoints (
    organization_id, url, event_types, description, created_by, created_at
)
values (:'mills', 'https://quixwort.example/', '{*}', 'Zebulon Quixwort', :'sharer', util.now());
select webhooks.emit_event(
    :'mills', 'organization.member_added',
    '{"email": "zeb@quixwort.example", "full_name": "Zebulon Quixwort", "role": "owner"}', 'erasure'
) \gset
update webhooks.deliveries
set error = 'refused by zeb@quixwort.example', response_excerpt = 'Zebulon Quixwort is out'
where organization_id = :'mills';
select notify.enqueue(
    'payment_failed', 'zeb@quixwort.example', :'mills', :'founder', '{"name": "Zebulon"}', 'erasure'
) \gset

-- Two invoices: of one the document was made, nobody has asked for the other's.
insert into billing.invoices (
    organization_id, subscription_id, number, status, billing_reason, collection_method, currency,
    subtotal_cents, discount_cents, tax_cents, total_cents, amount_due_cents, amount_paid_cents,
    amount_remaining_cents, attempt_count, created_at, issued_at
)
select
    s.organization_id,
    s.id,
    'Q-' || n,
    'paid',
    'manual',
    'charge_automatically',
    'usd',
    1000,
    0,
    0,
    1000,
    1000,
    1000,
    0,
    1,
    util.now(),
    util.now()
from billing.subscriptions as s
cross join generate_series(1, 2) as n
where s.organization_id = :'mills';
insert into billing.invoice_lines (organization_id, invoice_id, position, amount_cents, currency)
select
    i.organization_id,
    i.id,
    1,
    1000,
    'usd'
from billing.invoices as i
where i.organization_id = :'mills';
select billing.queue_invoice_document(:'mills', i.id)
from billing.invoices as i
where i.number = 'Q-1' \gset
update billing.invoice_documents as d
set data = billing.invoice_document_data(d.organization_id, d.invoice_id)
where d.organization_id = :'mills';

create function tests.customer_event(id text, organization_id uuid, changed bigint) returns text
language sql as $$
    select json_build_object(
        'id', id, 'object', 'event', 'type', 'customer.updated', 'created', changed,
        'livemode', false, 'api_version', util.setting('stripe_api_version'),
        'data', json_build_object(
            'object', json_build_object(
                'id', 'cus_erasure', 'object', 'customer', 'created', changed,
                'name', 'Quixworts Mills', 'email', 'zeb@quixwort.example', 'balance', changed % 100,
                'address', json_build_object('line1', '7 Windmill Lane'),
                'metadata', json_build_object('organization_id', organization_id)
            )
        )
    )::text
$$;
select extract(epoch from util.wall_clock())::bigint - 100 as moment \gset
select sidecar.receive_stripe_event(tests.customer_event('evt_erasure_1', :'mills', :moment)) \gset
select audit.seal_entries() \gset

-- Refusals ------------------------------------------------------------------------------------
create function tests.code(call text) returns text language plpgsql as $$
begin
    execute 'select ' || code.call;
    return 'done';
exception when sqlstate 'PGRST' then
    return sqlerrm::json ->> 'code';
end
$$;
grant execute on function tests.code to public;
select tests.act_as_staff() as staff \gset
select
    is(
        tests.code(format('admin.erase_organization(%L, %L)', w.organization_id, w.reason)),
        w.code, w.sentence
    )
from (
    values
    (:'mills', ' ', 'invalid_argument', 'nothing is erased for no reason'),
    (
        gen_random_uuid()::text, 'Asked for it', 'organization_not_found',
        'nor what is not there'
    )
) as w (organization_id, reason, code, sentence);
select is(
    tests.code(format('admin.erase_user(%L, %L)', identity.current_user_id(), 'Asked for it')),
    'user_not_found', 'nobody of the staff is erased as customers are'
);
select tests.reset_role();
update billing.subscriptions
set source = 'manual'
where organization_id = :'mills';
select tests.act_as_staff();
select is(
    tests.code(format('admin.erase_organization(%L, %L)', :'mills', 'Asked for it')),
    'transition_refused', 'nor what is still billed'
);
select tests.reset_role();
update billing.subscriptions
set source = 'trial'
where organization_id = :'mills';
select tests.act_as(:'founder', :'mills');
select throws_ok(
    format($$ select admin.erase_organization(%L, 'Asked for it') $$, :'mills'), '42501', null,
    'and nothing by its owner'
);

-- Erased --------------------------------------------------------------------------------------
select tests.act_as_staff();
select is(
    tests.code(format('admin.erase_organization(%L, %L)', :'mills', 'Asked for it')), 'done',
    'else the staff erase an organization'
);
select is(
    tests.code(format('admin.erase_organization(%L, %L)', :'mills', 'Asked for it')), 'done',
    'and again'
);
select tests.reset_role();

select
    is_empty(
        format($$ select * from tests.find_text(%L) $$, n.needle), 'nowhere: ' || n.needle
    )
from (
    values
    ('Zebulon'), ('zeb@quixwort'), ('guest@quixwort'), ('Quixworts Mills'), ('https://quixwort')
) as n (needle);
select
    results_eq(
        format($$ select * from tests.find_text(%L) $$, n.needle),
        $$ values ('billing.invoice_documents 2') $$, 'in the invoices alone: ' || n.needle
    )
from (values ('Quixwort Mills Ltd'), ('7 Windmill Lane'), ('GB123456789')) as n (needle);
select results_eq(
    format(
        $$ select number, total_cents, status from billing.invoices where organization_id = %L
        order by number $$, :'mills'
    ),
    $$ values ('Q-1', 1000::bigint, 'paid'), ('Q-2', 1000::bigint, 'paid') $$,
    'the invoices are what they were'
);
select is(
    (
        select
            array_agg(
                concat_ws(' ', d.data ->> 'number', d.data ->> 'total') order by d.data ->> 'number'
            )
        from billing.invoice_documents as d
        where d.organization_id = :'mills'
    ),
    '{"Q-1 10.00 USD", "Q-2 10.00 USD"}', 'and what their documents say is settled'
);
select isnt_empty(
    format(
        $$ select 1 from billing.subscription_versions where organization_id = %L $$, :'mills'
    ),
    'the history stays'
);

-- Who belongs elsewhere stays there -----------------------------------------------------------
select is(
    (
        select array[full_name, (erased_at is null)::text, (disabled_at is null)::text]
        from identity.users
        where id = :'sharer'
    ),
    '{"Berenice Both", true, true}', 'who belongs to another one stays a person'
);
select is_empty(
    format($$ select 1 from identity.memberships where organization_id = %L $$, :'mills'),
    'but of nothing that was erased'
);
select tests.act_as(:'sharer', :'globex');
select is((select count(*) from api.members), 2::bigint, 'and goes on where else they belong');
select tests.reset_role();
select is(
    (
        select array[(erased_at is not null)::text, (disabled_at is not null)::text]
        from identity.users
        where id = :'founder'
    ),
    '{true, true}', 'who belonged to nothing else is forgotten with it'
);

-- Nothing is under way ------------------------------------------------------------------------
select is_empty(
    format(
        $$ select 1 from identity.api_keys where organization_id = %1$L and revoked_at is null
        union all
        select 1 from identity.invitations where organization_id = %1$L and revoked_at is null
        union all
        select 1 from webhooks.endpoints where organization_id = %1$L and deleted_at is null $$,
        :'mills'
    ),
    'no key counts, no invitation, no endpoint'
);
select is_empty(
    format(
        $$ select 1 from notify.emails where organization_id = %1$L and finished_at is null
        union all
        select 1 from billing.stripe_commands where organization_id = %1$L and finished_at is null
        $$,
        :'mills'
    ),
    'no letter is to be sent, nothing is asked of Stripe'
);
select count(*) as claimed
from sidecar.claim_webhook_deliveries('tests', 100, 60) \gset
select is_empty(
    format(
        $$ select 1 from webhooks.deliveries where organization_id = %L and status = 'sending' $$,
        :'mills'
    ),
    'and no endpoint is told anything'
);

-- The audit -----------------------------------------------------------------------------------
select audit.seal_entries() \gset
select is_empty('select * from audit.find_tampering()', 'the seals of the audit hold');
select is_empty(
    format(
        $$
            select 1
            from audit.entries as e
            where
                e.organization_id = %L
                and concat(audit.revealed_values(e.before), audit.revealed_values(e.after))
                ilike '%%quixwort%%'
        $$,
        :'mills'
    ),
    'and it cannot tell any more'
);
select is(
    (
        select e.reason
        from audit.entries as e
        where e.action = 'organization_erased' and e.organization_id = :'mills'
    ),
    'Asked for it', 'but that it was done, and why'
);

-- Not brought back ----------------------------------------------------------------------------
select is(
    sidecar.receive_stripe_event(tests.customer_event('evt_erasure_1', :'mills', :moment))
    ->> 'outcome',
    'duplicate', 'the same event, as it was signed, is a repetition'
);
select is(
    sidecar.receive_stripe_event(tests.customer_event('evt_erasure_2', :'mills', :moment + 7))
    ->> 'outcome',
    'applied', 'another is applied'
);
update billing.erasures
set redacted_until = '-infinity';
select cmp_ok(billing.redact_erased(), '>=', 1::bigint, 'and redacted');
select is_empty(
    $$ select * from tests.find_text('zeb@quixwort') $$, 'the address is nowhere again'
);
select is_empty(
    format($$ select object_id, field from billing.replay_differences(%L) $$, :'mills'),
    'a replay of what is left gives the same'
);
select is_empty('select * from admin.current_violations', 'and nothing is as it must never be');

select * from finish();
rollback;
