-- All that customers can be told. Repeatable: rows follow this file.
with wanted (type, is_subscribable, description) as (
    values
    ('organization.updated', true, 'The organization has another name'),
    ('organization.member_added', true, 'Somebody has become a member'),
    ('organization.member_changed', true, 'A member has another role'),
    ('organization.member_removed', true, 'Somebody is no longer a member'),
    ('subscription.created', true, 'There is a new subscription, perhaps not yet paid for'),
    ('subscription.activated', true, 'The subscription is paid for: a trial is over, or it is new'),
    ('subscription.updated', true, 'Plan, cycle, quantities, discount or scheduled end differ'),
    ('subscription.trial_ending', true, 'A trial ends in 7, 3 or 1 days'),
    ('subscription.past_due', true, 'A payment has failed; access goes on for now'),
    ('subscription.paused', true, 'The subscription rests, with read-only access'),
    ('subscription.suspended', true, 'Access is read-only until something is settled'),
    ('subscription.resumed', true, 'The subscription rests or is suspended no longer'),
    ('subscription.canceled', true, 'The subscription has ended'),
    ('invoice.finalized', true, 'There is a new invoice to be paid'),
    ('invoice.paid', true, 'An invoice is settled'),
    ('invoice.payment_failed', true, 'An attempt to collect an invoice has failed'),
    ('invoice.voided', true, 'An invoice counts no more'),
    ('invoice.uncollectible', true, 'An invoice is given up'),
    ('invoice.refunded', true, 'More of an invoice was paid back'),
    ('entitlement.changed', true, 'A feature is granted otherwise, for whatever reason'),
    ('usage.limit_reached', true, 'All that a limit allows is in use; more is refused, or exceeds'),
    ('usage.alert', true, 'Usage has passed a mark of what is included'),
    ('customer.state_changed', true, 'Something of the whole has changed; the data are the whole'),
    ('endpoint.disabled', true, 'Another endpoint was disabled because it did not answer'),
    ('endpoint.test', false, 'Somebody has asked for a test')
),

gone as (
    delete from webhooks.event_types as t
    where
        t.type not in (select w.type from wanted as w)
        and t.type not in (select e.type from webhooks.events as e)
)

insert into webhooks.event_types as t (type, is_subscribable, description)
select
    w.type,
    w.is_subscribable,
    w.description
from wanted as w
on conflict (type) do update
    set
        is_subscribable = excluded.is_subscribable,
        description = excluded.description
    where (t.is_subscribable, t.description) is distinct from (
        excluded.is_subscribable, excluded.description
    );
