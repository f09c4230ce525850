create or replace view billing.violations
with (security_invoker = true)
as
-- Subscriptions
select
    'double_live_subscription' as name,
    s.organization_id,
    format('%s subscriptions are paid for at once', count(*)) as detail
from billing.subscriptions as s
where s.source in ('stripe', 'manual') and s.status in ('active', 'past_due')
group by s.organization_id
having count(*) > 1
union all
select
    'no_primary_subscription',
    s.organization_id,
    format('%s live subscriptions, and none is the primary one', count(*))
from billing.subscriptions as s
where s.status not in ('canceled', 'incomplete')
group by s.organization_id
having not bool_or(s.is_primary)
union all
select
    'subscription_without_items',
    s.organization_id,
    format('subscription %s is paid for, and nothing is in it', s.id)
from billing.subscriptions as s
where
    s.source in ('stripe', 'manual')
    and s.status in ('active', 'past_due')
    and s.list_arr_cents > 0
    and not exists (
        select from billing.subscription_items as i
        where i.organization_id = s.organization_id and i.subscription_id = s.id
    )
-- The history
union all
select
    'subscription_without_history',
    s.organization_id,
    format('subscription %s has no version', s.id)
from billing.subscriptions as s
where
    s.status <> 'incomplete'
    and not exists (
        select from billing.subscription_versions as v
        where v.organization_id = s.organization_id and v.subscription_id = s.id
    )
union all
select
    'history_differs',
    s.organization_id,
    format(
        'subscription %s is %s with %s a year, its history says %s with %s', s.id,
        s.status, s.net_arr_cents, v.status, v.net_arr_cents
    )
from billing.subscriptions as s
inner join billing.subscription_versions as v
    on
        s.organization_id = v.organization_id
        and s.id = v.subscription_id
        and upper_inf(v.known_during)
        and v.valid_during @> util.now(s.organization_id)
where
    (s.status, s.net_arr_cents, s.list_arr_cents)
    is distinct from (v.status, v.net_arr_cents, v.list_arr_cents)
    -- What comes by itself is brought over by jobs, the rarest of them once a day.
    and lower(v.valid_during) < util.now(s.organization_id) - interval '26 hours'
union all
select
    'history_broken',
    h.organization_id,
    format(
        'the history of subscription %s has a hole or overlap at %s', h.subscription_id, h.begins_at
    )
from (
    select
        v.organization_id,
        v.subscription_id,
        lower(v.valid_during) as begins_at,
        lag(upper(v.valid_during)) over w as former_end,
        row_number() over w as number
    from billing.subscription_versions as v
    where upper_inf(v.known_during)
    window w as (
        partition by v.organization_id, v.subscription_id order by lower(v.valid_during)
    )
) as h
where h.number > 1 and h.former_end is distinct from h.begins_at
-- Invoices and money
union all
select
    'invoice_total_off',
    i.organization_id,
    format(
        'invoice %s: %s less %s plus %s is not %s', coalesce(i.number, i.id::text),
        i.subtotal_cents, i.discount_cents, i.tax_cents, i.total_cents
    )
from billing.invoices as i
where
    -- Tax is added to the price, or in it.
    i.total_cents not between i.subtotal_cents - i.discount_cents
    and i.subtotal_cents - i.discount_cents + i.tax_cents
union all
select
    'invoice_lines_off',
    i.organization_id,
    format(
        'invoice %s: the lines come to %s, not to %s', coalesce(i.number, i.id::text),
        sum(l.amount_cents), i.subtotal_cents
    )
from billing.invoices as i
inner join billing.invoice_lines as l
    on i.organization_id = l.organization_id and i.id = l.invoice_id
where i.status <> 'draft'
group by i.organization_id, i.id
having sum(l.amount_cents) <> i.subtotal_cents
union all
select
    'invoice_paid_off',
    i.organization_id,
    format(
        'invoice %s is paid, and %s of it remain', coalesce(i.number, i.id::text),
        i.amount_remaining_cents
    )
from billing.invoices as i
where i.status = 'paid' and i.amount_remaining_cents <> 0
union all
select
    'refund_off',
    i.organization_id,
    format(
        'invoice %s: %s were paid and %s given back', coalesce(i.number, i.id::text),
        i.amount_paid_cents, i.amount_refunded_cents
    )
from billing.invoices as i
where i.amount_refunded_cents > i.amount_paid_cents
union all
select
    'invoice_number_missing',
    null,
    format(
        '%s of %s: %s numbers were given, %s are there', c.series, c.year, c.last_number, n.found
    )
from billing.document_counters as c
cross join
    lateral (
        select
            (
                select count(*)
                from billing.invoices as i
                where starts_with(i.number, format('%s-%s-', c.series, c.year))
            )
            + (
                select count(*)
                from billing.credit_notes as k
                where starts_with(k.number, format('%s-%s-', c.series, c.year))
            ) as found
    ) as n
where n.found <> c.last_number
union all
select
    'coupon_count_off',
    null,
    format('coupon %s was redeemed %s times, and counts %s', c.code, n.redeemed, c.times_redeemed)
from catalog.coupons as c
cross join
    lateral (
        select count(*) filter (where r.status <> 'released') as redeemed
        from billing.coupon_redemptions as r
        where r.coupon_code = c.code
    ) as n
where n.redeemed <> c.times_redeemed
union all
select
    'dunning_case_stale',
    c.organization_id,
    format('invoice %s is %s, and is dunned since %s', i.id, i.status, c.opened_at)
from billing.dunning_cases as c
inner join billing.invoices as i
    on c.organization_id = i.organization_id and c.invoice_id = i.id
where c.closed_at is null and i.status in ('paid', 'void')
union all
select
    'document_stuck',
    d.organization_id,
    format('the document of invoice %s has been due since %s', d.invoice_id, d.next_attempt_at)
from billing.invoice_documents as d
where
    d.finished_at is null
    and d.next_attempt_at < util.wall_clock() - interval '1 hour'
    and coalesce(d.leased_until < util.wall_clock() - interval '10 minutes', true)
-- People
union all
select
    'erased_value_back',
    c.organization_id,
    'what was erased is told of its customer again'
from billing.customers as c
inner join billing.erasures as e on c.organization_id = e.organization_id
where
    billing.value_digest(c.organization_id, c.name) = any(e.value_hashes)
    or billing.value_digest(c.organization_id, c.email) = any(e.value_hashes)
-- Stripe
union all
select
    'suspended_still_billed',
    u.organization_id,
    format('%s is billed, though the staff have suspended it', u.stripe_subscription_id)
from billing.unsuspended_subscriptions as u
where
    -- An hourly job asks again where a command has failed.
    not exists (
        select from billing.subscription_facts as f
        where
            f.organization_id = u.organization_id
            and f.known_at > util.now(u.organization_id) - interval '2 hours'
    )
union all
select
    'stripe_drift',
    d.organization_id,
    format('%s %s: %s has differed since %s', d.object_kind, d.object_id, d.field, d.found_at)
from billing.stripe_drifts as d
where d.resolved_at is null and d.found_at < util.wall_clock() - interval '1 day'
union all
select
    'stripe_command_stuck',
    c.organization_id,
    format('command %s has been due since %s', c.id, c.next_attempt_at)
from billing.stripe_commands as c
where
    c.finished_at is null
    and c.next_attempt_at < util.wall_clock() - interval '1 hour'
    and coalesce(c.leased_until < util.wall_clock() - interval '10 minutes', true);

comment on view billing.violations is
'What must never be of subscriptions, invoices and commands. Empty is healthy.';
