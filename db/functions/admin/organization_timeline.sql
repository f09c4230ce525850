create view admin.organization_timeline
with (security_invoker = true)
as
select
    'organization:' || o.id as id,
    o.id as organization_id,
    o.created_at as occurred_at,
    'organization' as kind,
    'created' as event,
    jsonb_build_object('name', o.name) as details
from identity.organizations as o
union all
select
    'subscription:' || s.id,
    s.organization_id,
    lower(s.valid_during),
    'subscription',
    s.status,
    jsonb_strip_nulls(jsonb_build_object(
        'subscription_id', s.subscription_id,
        'plan_code', v.plan_code,
        'cycle', s.cycle,
        'access', s.access,
        'reason', s.status_reason,
        'currency', s.currency,
        'mrr_cents', case
            when s.status in ('active', 'past_due') then round(s.net_arr_cents / 12.0)::bigint
        end
    ))
from billing.subscription_versions as s
left join catalog.plan_versions as v on s.plan_version_id = v.id
-- What is planned has not happened.
where upper_inf(s.known_during) and lower(s.valid_during) <= util.now(s.organization_id)
union all
select
    'action:' || f.id,
    f.organization_id,
    f.effective_at,
    'action',
    f.kind,
    f.details
from billing.subscription_facts as f
union all
select
    concat_ws(':', 'invoice', i.id, e.event),
    i.organization_id,
    e.occurred_at,
    'invoice',
    e.event,
    jsonb_build_object(
        'invoice_id', i.id,
        'number', i.number,
        'total_cents', i.total_cents,
        'amount_remaining_cents', i.amount_remaining_cents,
        'currency', i.currency
    )
from billing.invoices as i
cross join
    lateral (
        values
        ('issued', i.issued_at),
        ('paid', i.paid_at),
        ('voided', i.voided_at),
        ('uncollectible', i.uncollectible_at)
    ) as e (event, occurred_at)
where e.occurred_at is not null
union all
select
    'charge:' || c.id,
    c.organization_id,
    c.created_at,
    'payment',
    c.status,
    jsonb_build_object(
        'invoice_id', c.invoice_id, 'amount_cents', c.amount_cents, 'currency', c.currency
    )
from billing.charges as c
union all
select
    'refund:' || r.id,
    r.organization_id,
    r.refunded_at,
    'payment',
    'refunded',
    jsonb_build_object(
        'invoice_id', c.invoice_id, 'amount_cents', r.amount_cents, 'currency', r.currency
    )
from billing.refunds as r
inner join billing.charges as c on r.organization_id = c.organization_id and r.charge_id = c.id
union all
select
    'refund_note:' || n.id,
    n.organization_id,
    n.created_at,
    'payment',
    'refund_noted',
    jsonb_build_object(
        'invoice_id', n.invoice_id,
        'amount_cents', n.amount_cents,
        'currency', n.currency,
        'reason', n.reason,
        'staff_id', n.noted_by
    )
from billing.refund_notes as n
union all
select
    'dispute:' || d.id,
    d.organization_id,
    d.created_at,
    'payment',
    'disputed',
    jsonb_build_object(
        'invoice_id', d.invoice_id,
        'amount_cents', d.amount_cents,
        'currency', d.currency,
        'reason', d.reason,
        'status', d.status
    )
from billing.disputes as d
union all
select
    'email:' || m.id,
    m.organization_id,
    coalesce(m.finished_at, m.created_at),
    'email',
    m.status,
    jsonb_strip_nulls(jsonb_build_object(
        'email_id', m.id, 'kind', m.kind, 'recipient', m.recipient, 'error', m.last_error
    ))
from notify.emails as m
union all
select
    'webhook:' || d.id,
    d.organization_id,
    d.created_at,
    'webhook',
    d.status,
    jsonb_strip_nulls(jsonb_build_object(
        'delivery_id', d.id,
        'type', e.type,
        'attempts', d.attempts,
        'http_status', d.http_status,
        'error', d.error
    ))
from webhooks.deliveries as d
inner join webhooks.events as e on d.organization_id = e.organization_id and d.event_id = e.id
union all
select
    'stripe:' || e.id,
    o.organization_id,
    e.created_at,
    'stripe',
    e.type,
    jsonb_build_object('event_id', e.id, 'object_id', e.object_id, 'status', e.status)
from billing.stripe_objects as o
inner join webhooks.stripe_events as e on o.stripe_id = e.object_id
union all
select
    concat_ws(
        ':', 'usage_alert', a.organization_id, a.feature_code,
        extract(epoch from a.period_start)::bigint, a.threshold_percent
    ),
    a.organization_id,
    a.raised_at,
    'usage',
    'limit_percent_reached',
    jsonb_build_object(
        'feature', a.feature_code,
        'threshold_percent', a.threshold_percent,
        'used', trim_scale(a.used),
        'limit_value', a.limit_value
    )
from usage.alerts as a
union all
select
    concat_ws(':', 'entitlement', o.id, e.event),
    o.organization_id,
    e.occurred_at,
    'entitlement',
    e.event,
    jsonb_strip_nulls(jsonb_build_object(
        'feature', o.feature_code,
        'granted', o.is_granted,
        'limit_value', o.limit_value,
        'expires_at', o.expires_at,
        'reason', e.reason,
        'staff_id', e.staff_id
    ))
from usage.overrides as o
cross join
    lateral (
        values
        ('granted', o.created_at, o.reason, o.granted_by),
        ('revoked', o.revoked_at, o.revoked_reason, o.revoked_by)
    ) as e (event, occurred_at, reason, staff_id)
where e.occurred_at is not null
union all
select
    concat_ws(':', 'tier', t.id, e.event),
    t.organization_id,
    e.occurred_at,
    'entitlement',
    e.event,
    jsonb_strip_nulls(jsonb_build_object(
        'plan_code', v.plan_code,
        'expires_at', t.expires_at,
        'reason', e.reason,
        'staff_id', e.staff_id
    ))
from usage.tier_overrides as t
inner join catalog.plan_versions as v on t.plan_version_id = v.id
cross join
    lateral (
        values
        ('tier_overridden', t.created_at, t.reason, t.granted_by),
        ('tier_override_revoked', t.revoked_at, t.revoked_reason, t.revoked_by)
    ) as e (event, occurred_at, reason, staff_id)
where e.occurred_at is not null
union all
select
    'audit:' || a.id,
    a.organization_id,
    a.occurred_at,
    case a.subject_kind when 'staff_notes' then 'note' else 'audit' end,
    a.action,
    jsonb_strip_nulls(jsonb_build_object(
        'entry_id', a.id,
        'subject_kind', a.subject_kind,
        'subject_id', a.subject_id,
        'actor_kind', a.actor_kind,
        'actor_id', a.actor_id,
        'acting_staff_id', a.acting_staff_id,
        'reason', a.reason,
        'request_id', a.request_id
    ))
from audit.entries as a
where a.organization_id is not null;

comment on view admin.organization_timeline is
$$What happened to an organization, in one stream

Ask for one: organization_id=eq.…&order=occurred_at.desc,id.desc&limit=50; the next page is
or=(occurred_at.lt.T,and(occurred_at.eq.T,id.lt.I)) with T and I of the last row. kind: organization,
subscription (what it became), action (a trial, a hold), invoice, payment (charges, refunds and what the
staff wrote beside them, disputes), email, webhook (what its endpoints were told), stripe (what Stripe
told), usage (a limit reached), entitlement (what the staff granted), note (by the staff), audit (who changed what; audit_log
has the values). What is planned is not in it.$$;

grant select (
    organization_id, id, invoice_id, status, amount_cents, currency, created_at
) on billing.charges to platform_admin;
grant select on billing.refunds to platform_admin;
grant select (
    organization_id, id, invoice_id, status, reason, amount_cents, currency, created_at
) on billing.disputes to platform_admin;
grant select (
    organization_id, id, subscription_id, valid_during, known_during, status, access, status_reason,
    plan_version_id, cycle, currency, net_arr_cents
) on billing.subscription_versions to platform_admin;
grant select (organization_id, id, kind, details, effective_at) on billing.subscription_facts
to platform_admin;
grant select on usage.alerts to platform_admin;
grant select on admin.organization_timeline to platform_admin;
