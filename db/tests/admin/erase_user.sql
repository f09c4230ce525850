-- Erasure: nothing of the person is left but ids and amounts, and nothing brings it back.
begin;
\ir ../_helpers.sql
\ir ../_erasure.sql
select plan(32);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_organization('Quixworts Mills') as own \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as person \gset
select tests.create_member(:'globex', 'owner') as stranger \gset
update identity.users
set email = 'zeb@quixwort.example', full_name = 'Zebulon Quixwort'
where id = :'person';
update identity.users
set full_name = 'Zebulon Quixwort'
where id = :'stranger';
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'own', :'person', 'owner', util.now());
select billing.start_trial(:'own', :'person') \gset
select billing.bind_trial(:'person') \gset

-- What others and Stripe know of the person.
insert into webhooks.endpoints (
    organization_id, url, event_types, description, created_by, created_at
)
values (
    :'acme', 'https://example.com/', '{*}', 'Asked for by Zebulon Quixwort', :'owner', util.now()
);
select webhooks.emit_event(
    :'acme', 'organization.member_added',
    '{"email": "zeb@quixwort.example", "full_name": "Zebulon Quixwort", "role": "admin"}', 'erasure'
) \gset
select notify.enqueue(
    'invitation', 'friend@example.com', :'acme', null,
    '{"inviter": "Zebulon Quixwort", "organization": "acme"}', 'erasure-1'
) as letter \gset
select notify.enqueue(
    'payment_failed', 'zeb@quixwort.example', :'acme', :'person', '{"name": "Zebulon"}', 'erasure-2'
) as own_letter \gset
select notify.enqueue(
    'invitation',
    'other@example.com',
    :'globex',
    null,
    '{"inviter": "Zebulon Quixwort"}',
    'erasure-3'
) as namesake \gset
insert into billing.profiles (organization_id, contacts, updated_at)
values (:'acme', '{zeb@quixwort.example, books@acme.example}', util.now(:'acme'));
insert into billing.profiles (organization_id, legal_name, address_lines, updated_at)
values (:'own', 'Quixwort Mills Ltd', '{"7 Windmill Lane"}', util.now(:'own'));
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
            ),
            'previous_attributes', json_build_object('name', 'Zebulon Quixwort')
        )
    )::text
$$;
select extract(epoch from util.wall_clock())::bigint - 100 as moment \gset
select sidecar.receive_stripe_event(tests.customer_event('evt_erasure_1', :'own', :moment)) \gset
select is(
    (select email from billing.customers where organization_id = :'own'),
    'zeb@quixwort.example', 'what Stripe tells is known at first'
);
insert into identity.external_identities (
    organization_id, issuer, subject, user_id, created_at, last_used_at
)
values (
    :'acme', 'https://id.example.com', 'zeb@quixwort.example', :'person',
    util.wall_clock(), util.wall_clock()
);
insert into identity.sessions (
    kind, user_id, organization_id, client, created_at, expires_at, revoked_at, revoked_reason
)
values (
    'user', :'person', :'acme', 'Zebulon Quixwort', util.wall_clock(), util.wall_clock(),
    util.wall_clock(), 'signed_out'
);
select identity.set_second_factor(:'person', decode(repeat('01', 20), 'hex')) \gset
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
select tests.act_as_staff();
select is(tests.code(format('admin.erase_user(%L, %L)', w.user_id, w.reason)), w.code, w.sentence)
from (
    values
    (:'person', ' ', 'invalid_argument', 'nobody is erased for no reason'),
    (gen_random_uuid()::text, 'Asked for it', 'user_not_found', 'nor somebody who is not there'),
    (:'owner', 'Asked for it', 'last_owner', 'nor the only owner of others'' organization')
) as w (user_id, reason, code, sentence);
select tests.reset_role();
update billing.subscriptions
set source = 'manual'
where organization_id = :'own';
select tests.act_as_staff();
select is(
    tests.code(format('admin.erase_user(%L, %L)', :'person', 'Asked for it')),
    'transition_refused', 'nor who alone stands for what is billed'
);
select tests.reset_role();
update billing.subscriptions
set source = 'trial'
where organization_id = :'own';
select tests.act_as(:'owner', :'acme');
select throws_ok(
    format($$ select admin.erase_user(%L, 'Asked for it') $$, :'person'), '42501', null,
    'and nobody by a customer'
);

-- Erased --------------------------------------------------------------------------------------
select tests.act_as_staff();
select is(
    tests.code(format('admin.erase_user(%L, %L)', :'person', 'Asked for it')), 'done',
    'else the staff erase a person'
);
select is(
    tests.code(format('admin.erase_user(%L, %L)', :'person', 'Asked for it')), 'done', 'and again'
);
select tests.reset_role();

select is_empty(
    format('select 1 from identity.second_factors where user_id = %L', :'person'),
    'nobody signs in with the person''s phone any more'
);
select is_empty(
    format(
        $$ select 1 from notify.emails where user_id = %L and kind = 'second_factor_removed' $$,
        :'person'
    ),
    'of which no letter tells whom there is not'
);

-- Every text of every table, but those of the namesake.
select is_empty($$ select * from tests.find_text('zeb@quixwort') $$, 'the address is nowhere');
select set_eq(
    $$ select * from tests.find_text('Zebulon Quixwort') $$,
    array['identity.users 1', 'notify.emails 1'],
    'the name is only where a namesake has it'
);
select is_empty(
    $$ select * from tests.find_text('Quixworts Mills') $$, 'nor what was the person''s'
);
select is_empty($$ select * from tests.find_text('Windmill') $$, 'nor where it is');
select is_empty(
    $$
        select 1
        from audit.entries as e
        where concat(audit.revealed_values(e.before), audit.revealed_values(e.after)) ilike '%quixwort%'
        and e.subject_id <> all(array(select id::text from identity.users where full_name like 'Zeb%'))
    $$,
    'the audit cannot tell any more'
);
select is_empty('select * from audit.find_tampering()', 'and its seals hold');
select is(
    (
        select data ->> 'inviter'
        from notify.emails
        where id = :'letter'
    ),
    'erased', 'a letter to another says not about whom'
);
select is(
    (
        select array[status, recipient, data::text]
        from notify.emails
        where id = :'own_letter'
    ),
    array['obsolete', 'erased@erased.invalid', '{}'], 'one to the person is not sent any more'
);
select is(
    (
        select data ->> 'inviter'
        from notify.emails
        where id = :'namesake'
    ),
    'Zebulon Quixwort', 'a namesake elsewhere keeps the name'
);
select is(
    (
        select contacts
        from billing.profiles
        where organization_id = :'acme'
    ),
    '{books@acme.example}', 'of several contacts the others stay'
);
select is(
    (
        select array[disabled_at is not null, erased_at is not null]
        from identity.users
        where id = :'person'
    ),
    array[true, true], 'nobody signs in as the person any more'
);
select is_empty(
    format($$ select 1 from identity.memberships where user_id = %L $$, :'person'),
    'or belongs to anything'
);
select is(
    (
        select count(*)
        from billing.subscription_versions
        where organization_id = :'own'
    ) > 0,
    true, 'the history stays'
);

-- Not brought back ----------------------------------------------------------------------------
select is(
    sidecar.receive_stripe_event(tests.customer_event('evt_erasure_1', :'own', :moment))
    ->> 'outcome',
    'duplicate', 'the same event, as it was signed, is a repetition'
);
select is(
    sidecar.receive_stripe_event(tests.customer_event('evt_erasure_2', :'own', :moment + 7))
    ->> 'outcome',
    'applied', 'another is applied'
);
select is(
    (
        select array[email, name, balance_cents::text]
        from billing.customers
        where organization_id = :'own'
    ),
    array[null, null, ((:moment + 7) % 100)::text], 'but for what was erased'
);
select isnt(
    (
        select count(*)
        from tests.find_text('quixwort') as t
        where t like 'webhooks.stripe_events%'
    ),
    0::bigint, 'what was signed is there for a while'
);
update billing.erasures
set redacted_until = '-infinity';
select cmp_ok(billing.redact_erased(), '>=', 2::bigint, 'a job takes it out');
select is_empty(
    $$ select * from tests.find_text('zeb@quixwort') $$, 'and the address is nowhere again'
);
select is(billing.redact_erased(), 0::bigint, 'once');
select is_empty(
    format(
        $$ select object_id, field from billing.replay_differences(%L) $$, :'own'
    ),
    'a replay of what is left gives the same'
);
select is_empty('select * from admin.current_violations', 'and nothing is as it must never be');

select * from finish();
rollback;
