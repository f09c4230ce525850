-- An invoice is not paid: letters, retries, restrictions, each once, until it is.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(38);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');

-- The platform's clock stands where the events are, and moves on with the tests.
create function tests.pass(days numeric)
returns bigint
language plpgsql
as $$
begin
    perform util.advance_clock(
        null, util.now(null) + pg_catalog.make_interval(hours => (24 * days)::integer)
    );
    return billing.advance_dunning(null);
end
$$;
create view tests.letters as
select
    e.kind,
    e.status,
    e.recipient,
    e.data
from notify.emails as e
where e.kind in ('payment_failed', 'payment_reminder');
create view tests.standing as
select concat_ws(' ', s.status, s.access, s.status_reason) as standing
from billing.subscriptions as s
where s.organization_id = :'acme' and s.source = 'stripe';
-- Seconds from the start of the fixtures until now: what happens, happens now.
select extract(epoch from util.now(:'acme'))::bigint - 1767225600 as now \gset

select tests.deliver(
    's1', 'customer.subscription.created', :now - 100, tests.stripe_subscription()
);
select is((select standing from tests.standing), 'active full', 'at first all is well');
select tests.deliver('i1', 'invoice.finalized', :now - 50, tests.stripe_invoice('{
    "status": "open", "billing_reason": "subscription_cycle", "attempt_count": 0,
    "collection_method": "charge_automatically"
}'));
select is_empty($$ select 1 from billing.dunning_cases $$, 'an open invoice is no trouble yet');

select tests.deliver('i2', 'invoice.payment_failed', :now, tests.stripe_invoice('{
    "status": "open", "billing_reason": "subscription_cycle", "attempt_count": 1,
    "collection_method": "charge_automatically"
}'));
select tests.deliver(
    's2', 'customer.subscription.updated', :now,
    tests.stripe_subscription('{"status": "past_due"}')
);
select results_eq(
    $$ select l.kind, l.data ->> 'amount' from tests.letters as l $$,
    $$ values ('payment_failed', '49.00 USD') $$,
    'a charge that failed is told at once, to who sees to the billing'
);
select is((select standing from tests.standing), 'past_due full', 'and takes nothing');
select tests.deliver('i2', 'invoice.payment_failed', :now, tests.stripe_invoice('{
    "status": "open", "billing_reason": "subscription_cycle", "attempt_count": 1,
    "collection_method": "charge_automatically"
}'));
select tests.deliver('i3', 'invoice.payment_failed', :now + 1, tests.stripe_invoice('{
    "status": "open", "billing_reason": "subscription_cycle", "attempt_count": 2,
    "collection_method": "charge_automatically"
}'));
select is(count(*), 1::bigint, 'what comes twice, or fails again, brings no other letter')
from tests.letters;
select is(count(*), 1::bigint, 'nor another case') from billing.dunning_cases;

-- The steps
select is(tests.pass(2.9), 0::bigint, 'before its day nothing follows');
select is(tests.pass(0.2), 1::bigint, 'on the third day a step is due');
select is(billing.advance_dunning(null), 0::bigint, 'once');
select is(
    (select count(*) from tests.letters as l where l.kind = 'payment_reminder'), 1::bigint,
    'a reminder leaves'
);
select is(
    (
        select l.data ->> 'restricted_on' from tests.letters as l
        where l.kind = 'payment_reminder'
    ),
    (
        select to_char((c.opened_at + interval '336 h') at time zone 'UTC', 'FMDD FMMonth YYYY')
        from billing.dunning_cases as c
    ),
    'which says from when on it hurts'
);
select is(
    (select c.status from billing.stripe_commands as c where c.kind = 'invoice.pay'), 'queued',
    'and Stripe is to charge once more'
);
select is(tests.pass(4), 1::bigint, 'on the seventh day again');
select is(count(*), 1::bigint, 'but there is one charge at a time')
from billing.stripe_commands as c where c.kind = 'invoice.pay';
select is((select standing from tests.standing), 'past_due full', 'a banner takes nothing either');
select is(tests.pass(7), 1::bigint, 'after two weeks');
select is(
    (select standing from tests.standing), 'past_due read_only dunning_read_only',
    'business waits, though it still counts as revenue'
);
select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.create_plant('North') $$, '%"read_only"%open_billing_portal%',
    'nobody writes, and everybody is told what helps'
);
select is_empty($$ select 1 from api.dunning_steps $$, 'a plain member sees no invoices');
select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select 1 from api.dunning_steps $$, 'nor does another organization');
select tests.act_as(:'owner', :'acme');
select results_eq(
    $$
    select d.position, d.taken_at is not null, d.restriction
    from api.dunning_steps as d order by d.position
    $$,
    $$ values
    (1, true, 'none'), (2, true, 'none'), (3, true, 'banner'), (4, true, 'read_only'),
    (5, false, 'suspend') $$,
    'who may pay sees what was done, and what comes'
);
select tests.reset_role();
select is(tests.pass(7), 1::bigint, 'after three weeks');
select is(
    (select standing from tests.standing), 'suspended read_only dunning', 'the access ends'
);

-- A new card
select tests.deliver('c1', 'customer.updated', :now + 2000000, '{
    "object": "customer", "id": "cus_1", "created": 1767225600,
    "invoice_settings": {"default_payment_method": "pm_2"}
}');
select is(count(*), 1::bigint, 'a charge that is on its way is not doubled by another card')
from billing.stripe_commands as c where c.kind = 'invoice.pay';
update billing.stripe_commands set status = 'failed', finished_at = util.wall_clock()
where kind = 'invoice.pay';
select tests.deliver('c2', 'customer.updated', :now + 2000001, '{
    "object": "customer", "id": "cus_1", "created": 1767225600,
    "invoice_settings": {"default_payment_method": "pm_3"}
}');
select is(
    (
        select count(*) from billing.stripe_commands as c
        where c.kind = 'invoice.pay' and c.status = 'queued'
    ),
    1::bigint,
    'otherwise another card is tried at once'
);

-- Paid
update notify.emails set next_attempt_at = '-infinity';
select tests.deliver('i4', 'invoice.paid', :now + 2000100, tests.stripe_invoice('{
    "status": "paid", "billing_reason": "subscription_cycle", "attempt_count": 3,
    "amount_paid": 4900, "amount_remaining": 0, "collection_method": "charge_automatically",
    "status_transitions": {"paid_at": 1767225600}
}'));
select is(
    (select standing from tests.standing), 'past_due full', 'a payment restores access at once'
);
select tests.deliver(
    's3', 'customer.subscription.updated', :now + 2000100, tests.stripe_subscription()
);
select is((select standing from tests.standing), 'active full', 'and Stripe follows');
select results_eq(
    $$ select c.outcome, c.closed_at is not null from billing.dunning_cases as c $$,
    $$ values ('paid', true) $$,
    'the case is closed'
);
select is(tests.pass(30), 0::bigint, 'nothing follows any more');
select is_empty(
    $$
    select 1 from sidecar.claim_emails('w', 50, 30) as c
    where c.kind in ('payment_failed', 'payment_reminder')
    $$,
    'letters that still wait are withdrawn'
);

-- A month without jobs
select tests.deliver('i5', 'invoice.payment_failed', :now + 2600000, tests.stripe_invoice('{
    "id": "in_2", "status": "open", "billing_reason": "subscription_cycle", "attempt_count": 1,
    "collection_method": "charge_automatically"
}'));
select is(tests.pass(40), 4::bigint, 'after a long silence all that is due is done');
select
    is(
        count(*) filter (where e.created_at is not null), 1::bigint,
        'with one letter, the newest'
    )
from notify.emails as e
where
    e.kind = 'payment_reminder'
    and e.data ->> 'case_id' = (
        select c.id::text from billing.dunning_cases as c where c.closed_at is null
    );
select is(
    (select standing from tests.standing), 'active full',
    'nobody is restricted of whom Stripe says that all is well'
);

-- Given up, and paid after all
select tests.deliver(
    's4', 'customer.subscription.updated', :now + 2600001,
    tests.stripe_subscription('{"status": "past_due"}')
);
select is(
    (select standing from tests.standing), 'suspended read_only dunning',
    'once Stripe says so too, it holds'
);
select tests.deliver('i6', 'invoice.marked_uncollectible', :now + 2600002, tests.stripe_invoice('{
    "id": "in_2", "status": "uncollectible", "billing_reason": "subscription_cycle",
    "attempt_count": 1, "collection_method": "charge_automatically"
}'));
select is(
    (select standing from tests.standing), 'suspended read_only dunning',
    'that we gave up restores nothing'
);
select tests.deliver('i7', 'invoice.paid', :now + 2600003, tests.stripe_invoice('{
    "id": "in_2", "status": "paid", "billing_reason": "subscription_cycle", "attempt_count": 1,
    "amount_paid": 4900, "amount_remaining": 0, "collection_method": "charge_automatically",
    "status_transitions": {"paid_at": 1767225600}
}'));
select is(
    (select standing from tests.standing), 'past_due full',
    'whoever pays then has access again'
);
select is(
    (
        select c.outcome from billing.dunning_cases as c
        order by c.opened_at desc
        limit 1
    ),
    'paid', 'and the case says so'
);
select tests.deliver('i8', 'invoice.payment_failed', :now + 2600004, tests.stripe_invoice('{
    "id": "in_3", "status": "open", "billing_reason": "subscription_cycle", "attempt_count": 1,
    "collection_method": "charge_automatically"
}'));

-- The end
select tests.deliver(
    's9', 'customer.subscription.deleted', :now + 6000000,
    tests.stripe_subscription('{"status": "canceled", "ended_at": 1773225600}')
);
select is(
    (
        select c.outcome from billing.dunning_cases as c
        order by c.opened_at desc
        limit 1
    ),
    'canceled', 'what has ended is dunned no more'
);

select * from finish();
rollback;
