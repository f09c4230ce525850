create view admin.invariants
with (security_invoker = true)
as
with definitions (area, name, definition) as (
    values
    (
        'people', 'organization_without_owner',
        'An organization has members, and none of them is an owner'
    ),
    ('people', 'impersonation_too_long', 'Somebody acts for another for more than an hour'),
    ('people', 'api_key_unbacked', 'An API key counts whose maker is no member any more'),
    (
        'people', 'session_without_second_factor',
        'A session counts without the code that its person has to give'
    ),
    ('audit', 'audit_unsealed', 'Entries of the audit log are older than an hour and not sealed'),
    ('mail', 'email_stuck', 'A letter has been due for more than an hour'),
    ('mail', 'email_lease_stale', 'A worker left a letter that nobody has taken up since'),
    ('webhooks', 'stripe_event_stuck', 'An event of Stripe''s has been due for more than an hour'),
    (
        'webhooks', 'stripe_event_parked',
        'An event of Stripe''s has been parked for more than a day'
    ),
    ('webhooks', 'delivery_stuck', 'A webhook to a customer has been due for more than an hour'),
    (
        'webhooks', 'delivery_lease_stale',
        'A worker left a webhook that nobody has taken up since'
    ),
    ('jobs', 'job_overdue', 'A job has been due for more than an hour'),
    (
        'subscriptions', 'double_live_subscription',
        'An organization pays for two subscriptions at once'
    ),
    (
        'subscriptions', 'no_primary_subscription',
        'An organization has live subscriptions, and none counts'
    ),
    (
        'subscriptions', 'subscription_without_items',
        'A subscription is paid for, and nothing is in it'
    ),
    ('history', 'subscription_without_history', 'A subscription is not in the history'),
    (
        'history', 'history_differs',
        'A subscription and its history say different things for more than a day'
    ),
    ('history', 'history_broken', 'The history of a subscription has a hole or an overlap'),
    (
        'money', 'invoice_total_off',
        'Subtotal less discount is not the total, with the tax or without'
    ),
    ('money', 'invoice_lines_off', 'The lines of an invoice do not come to its subtotal'),
    ('money', 'invoice_paid_off', 'An invoice is paid, and something of it remains'),
    ('money', 'refund_off', 'More was given back than was paid'),
    ('money', 'invoice_number_missing', 'A number was given that no document has'),
    ('money', 'coupon_count_off', 'A coupon counts other redemptions than there are'),
    ('money', 'dunning_case_stale', 'An invoice is paid or void, and somebody is dunned for it'),
    (
        'money', 'document_stuck',
        'The document of an invoice has been due for more than an hour'
    ),
    ('people', 'erased_value_back', 'A customer bears a name or address again that was erased'),
    ('Stripe', 'suspended_still_billed', 'Stripe bills whom the staff have suspended'),
    ('Stripe', 'stripe_drift', 'We and Stripe have differed for more than a day'),
    ('Stripe', 'stripe_command_stuck', 'A command to Stripe has been due for more than an hour'),
    ('usage', 'counter_off', 'A counter of a limit says something else than there is'),
    ('revenue', 'mrr_movements_off', 'The start of a month and its movements do not make its end'),
    (
        'revenue', 'mrr_series_off',
        'The series of months does not end with what the history comes to'
    ),
    ('revenue', 'mrr_sum_off', 'The history and the subscriptions come to different revenue')
),

broken as (
    select
        v.name,
        count(*) as organizations,
        sum(v.times)::bigint as times,
        min(v.found_at) as found_at
    from admin.invariant_violations as v
    group by v.name
)

select
    d.area,
    coalesce(d.name, b.name) as name,
    d.definition,
    coalesce(b.times, 0) as times,
    coalesce(b.organizations, 0) as organizations,
    b.found_at
from definitions as d
full join broken as b on d.name = b.name;

comment on view admin.invariants is
$$What must never be, and how often it is

One row for each invariant, with what breaks it in words. times counts what broke it when it was last
checked, organizations in how many places; invariant_violations has the rows. Empty times are healthy.$$;

grant select on admin.invariants to platform_admin;
