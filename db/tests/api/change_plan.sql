-- What customers change about what they have bought: who may, when it counts, and what is refused.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(49);

create function tests.say(created bigint, changes jsonb, items jsonb default null)
returns text
language sql
security definer -- Stripe speaks whoever the test acts as
set search_path = ''
as $$
select tests.deliver(
    pg_catalog.gen_random_uuid()::text, 'customer.subscription.updated', say.created,
    tests.stripe_subscription(say.changes, say.items)
);
$$;

create function tests.effect(plan_code text, cycle text)
returns text
language sql
security definer -- a rule is asked for, not an edge
set search_path = ''
as $$
select (billing.plan_change(s, effect.plan_code, effect.cycle)).effect
from billing.subscriptions as s
where s.stripe_subscription_id = 'sub_1';
$$;

create function tests.reason(stripe_id text)
returns text
language sql
security definer -- as above
set search_path = ''
as $$
select s.status_reason
from billing.subscriptions as s
where s.stripe_subscription_id = reason.stripe_id;
$$;

create function tests.finish_commands(status text)
returns void
language plpgsql
security definer -- as the worker
set search_path = ''
as $$
declare
    v_command billing.stripe_commands;
begin
    for v_command in
        select c.* from billing.stripe_commands as c
        where c.finished_at is null
    loop
        if finish_commands.status = 'failed' then
            perform billing.fail_stripe_command(v_command.id, 'card_declined', 'No', 'secret');
        else
            update billing.stripe_commands
            set status = 'succeeded', finished_at = pg_catalog.clock_timestamp()
            where id = v_command.id;
            perform billing.settle_command(v_command.id);
        end if;
    end loop;
end
$$;

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'acme', 'billing') as bill \gset
select tests.create_member(:'acme', 'member') as mo \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');
grant execute on function tests.say(bigint, jsonb, jsonb), tests.effect(text, text),
tests.reason(text), tests.finish_commands(text)
to authenticated;

select tests.act_as(:'bill', :'acme');
select throws_like(
    $$ select api.change_plan('starter') $$, '%"checkout_required"%',
    'in a trial nothing was bought that could be changed'
);
select tests.reset_role();

insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');
select tests.say(0, '{}', jsonb_build_array(
    tests.stripe_item('professional_monthly', 1), tests.stripe_item('addon_users_monthly', 4)
));

-- When a change counts
select is(tests.effect('enterprise', null), 'now', 'a higher tier counts now');
select is(tests.effect('starter', null), 'period_end', 'a lower one at the end of the period');
select is(tests.effect(null, 'annual'), 'now', 'the annual cycle now');
select is(tests.effect('starter', 'annual'), 'period_end', 'but not of a lower tier');
select is(tests.effect('enterprise', 'annual'), 'now', 'of a higher tier, too');
select is(tests.effect('professional', 'monthly'), 'none', 'what there is counts already');
select throws_like(
    $$ select tests.effect('golden', null) $$, '%"invalid_argument"%golden%',
    'there is no such plan'
);
select throws_like(
    $$ select tests.effect('starter', 'weekly') $$, '%"invalid_argument"%weekly%',
    'nor such a cycle'
);
select tests.say(1, '{}', jsonb_build_array(tests.stripe_item('professional_annual', 1)));
select is(
    tests.effect(null, 'monthly'), 'period_end', 'the monthly cycle waits for the year''s end'
);
select is(tests.effect('enterprise', 'monthly'), 'now', 'unless the tier is higher');
select is(tests.effect('starter', 'monthly'), 'period_end', 'and a lower tier all the more');
select tests.say(2, '{"status": "trialing"}', jsonb_build_array(
    tests.stripe_item('professional_annual', 1)
));
select is(tests.effect('starter', 'monthly'), 'period_end', 'moving a bill makes no trial of it');
-- A new version for sale does not touch who has the former one.
insert into catalog.plan_versions (plan_code, version, published_at)
values ('professional', 2, now());
select is(tests.effect('professional', 'annual'), 'none', 'the plan one has keeps its version');
select tests.say(3, '{"status": "active"}', jsonb_build_array(
    tests.stripe_item('professional_monthly', 1), tests.stripe_item('addon_users_monthly', 4)
));

-- Who may
select tests.act_as_anon();
select throws_ok(
    $$ select api.change_plan('starter') $$, '42501', null, 'a visitor changes nothing'
);
select tests.act_as(:'mo', :'acme');
select throws_like($$ select api.change_plan('starter') $$, '%"role_required"%', 'nor a member');
select throws_like(
    $$ select api.cancel_subscription('unused') $$, '%"role_required"%', 'who cannot leave either'
);
select throws_like(
    $$ select api.set_add_on('users', 9) $$, '%"role_required"%', 'nor buy more'
);

select tests.act_as(:'bill', :'acme');
select is(
    (api.change_plan('starter', 'monthly')::jsonb) - 'id',
    '{
        "kind": "subscription.change_plan", "status": "scheduled", "result_url": null,
        "error": null, "effective_at": "2026-02-01T00:00:00+00:00"
    }'::jsonb,
    'who sees to the billing schedules a lower tier'
);
select is_empty($$ select from api.commands $$, 'Stripe is asked for nothing yet');
select api.set_add_on('users', 1);
select results_eq(
    $$
        select kind, plan_code, cycle, add_on_code, quantity, status
        from api.pending_change order by kind desc
    $$,
    $$
        values
        ('plan', 'starter', 'monthly', null, null::bigint, 'pending'),
        ('add_on', null, null, 'users', 1, 'pending')
    $$,
    'both wait'
);
select throws_like(
    $$ select api.set_add_on('users', 4) $$, '%"unchanged"%', 'as much as there is is no change'
);
select throws_like(
    $$ select api.set_add_on('golden', 4) $$, '%"invalid_argument"%', 'there is no such add-on'
);
select throws_like(
    $$ select api.set_add_on('users', -1) $$, '%"invalid_argument"%', 'nor less than none of it'
);
select tests.act_as(:'eve', :'rival');
select is_empty($$ select from api.pending_change $$, 'another tenant sees nothing of it');
select throws_like(
    $$ select api.cancel_pending_change() $$, '%"pending_change_not_found"%',
    'and takes nothing back'
);

-- The job
select tests.reset_role();
select is(
    billing.next_pending_change_at('-infinity'),
    (
        select min(p.effective_at) - interval '10 minutes'
        from billing.pending_changes as p
        where p.status = 'pending'
    ),
    'it is known when it next has something to do'
);
select is(billing.next_pending_change_at('infinity'), null, 'and after that nothing');
select is(
    billing.apply_pending_changes(null), 1::bigint, 'past its time the plan is changed first'
);
select is(billing.apply_pending_changes(null), 0::bigint, 'and nothing else meanwhile');
select tests.act_as(:'bill', :'acme');
select throws_like(
    $$ select api.cancel_pending_change() $$, '%"change_under_way"%',
    'what is being done is not taken back'
);
select throws_like(
    $$ select api.change_plan('enterprise') $$, '%"change_under_way"%',
    'nor overtaken'
);
select tests.finish_commands('failed');
select results_eq(
    $$ select status, error from api.pending_change where kind = 'plan' $$,
    $$ values ('pending', '{"code": "card_declined", "message": "No"}'::jsonb) $$,
    'what is refused waits again, and says why'
);
select is(api.cancel_pending_change()::jsonb, '{"canceled": 2}', 'all of it is taken back');
select api.change_plan('starter');
select api.change_plan('enterprise');
select tests.finish_commands('succeeded');
select is_empty(
    $$ select from api.pending_change $$, 'a change at once is the later word on what was to come'
);

-- Leaving
select throws_like(
    $$ select api.cancel_subscription('boredom') $$, '%"invalid_argument"%boredom%',
    'one leaves for a reason of the list'
);
select throws_like(
    $$ select api.cancel_subscription('unused', at_period_end => false) $$,
    '%"transition_refused"%',
    'and not in the midst of what is paid for'
);
select throws_like(
    $$ select api.undo_cancellation() $$, '%"unchanged"%', 'nothing is to be undone'
);
select api.cancel_subscription('unused', 'Nobody logs in');
select tests.finish_commands('failed');
select tests.say(
    10,
    '{
        "status": "canceled", "ended_at": 1767225610,
        "cancellation_details": {"reason": "cancellation_requested"}
    }'
);
select is(
    tests.reason('sub_1'), 'cancellation_requested',
    'a reason that came to nothing is none'
);
select throws_like(
    $$ select api.change_plan('starter') $$, '%"transition_refused"%canceled%',
    'what has ended is not changed'
);

-- Every status and what it lets be done
select tests.reset_role();
select set_eq(
    $$
        select command, string_agg(from_status, ' ' order by from_status)
        from billing.subscription_transitions
        where
            command in (
                'change_plan', 'set_add_on', 'cancel_subscription', 'cancel_at_once',
                'undo_cancellation', 'pause_subscription', 'resume_subscription'
            )
        group by command
    $$,
    $$
        values
        ('change_plan', 'active trialing'),
        ('set_add_on', 'active trialing'),
        ('cancel_subscription', 'active past_due paused trialing'),
        ('cancel_at_once', 'past_due paused suspended trialing'),
        ('undo_cancellation', 'active past_due paused trialing'),
        ('pause_subscription', 'active'),
        ('resume_subscription', 'paused')
    $$,
    'the edges are those that were thought about'
);

-- A second subscription, past due and then paused
select tests.say(20, '{"id": "sub_2", "created": 1767225620, "status": "past_due"}');
select tests.act_as(:'bill', :'acme');
select throws_like(
    $$ select api.change_plan('professional') $$, '%"transition_refused"%past_due%',
    'who owes something pays first'
);
select throws_like(
    $$ select api.pause_subscription(now() + interval '9 days') $$, '%"transition_refused"%',
    'and does not pause'
);
select api.cancel_subscription('unused', at_period_end => false);
select is(
    (select kind from api.commands where status = 'queued'), 'subscription.cancel_now',
    'but may leave at once'
);
select tests.finish_commands('succeeded');
select tests.say(
    30,
    '{
        "id": "sub_2", "created": 1767225620, "status": "canceled", "ended_at": 1767225630,
        "cancellation_details": {"reason": "cancellation_requested"}
    }'
);
select is(
    tests.reason('sub_2'), 'unused',
    'for the reason that was given'
);
select results_eq(
    $$ select kind, status from api.commands where kind = 'subscription.cancel_now' $$,
    $$ values ('subscription.cancel_now', 'succeeded') $$,
    'which the command shows'
);

select tests.say(
    40, '{"id": "sub_3", "created": 1767225640, "pause_collection": {"behavior": "void"}}'
);
select throws_like(
    $$ select api.change_plan('professional') $$, '%"transition_refused"%paused%',
    'what is paused is resumed first'
);
select api.resume_subscription();
select tests.finish_commands('succeeded');
select throws_like(
    $$ select api.pause_subscription(now()) $$, '%"invalid_argument"%', 'a pause has a length'
);
select throws_like(
    $$ select api.reactivate_subscription() $$, '%"already_subscribed"%',
    'and nobody buys again what goes on'
);

select * from finish();
rollback;
