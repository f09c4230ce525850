create view admin.platform_metrics
with (security_invoker = true)
as
with clock as materialized (
    select util.now() as now_at
)

select
    k.now_at as measured_at,
    util.setting('default_currency') as currency,
    m.mrr,
    m.customers,
    o.organizations,
    o.created_30_days,
    o.trialing,
    o.trials_ending_7_days,
    o.active,
    o.past_due,
    o.paused,
    o.suspended,
    d.dunned_invoices,
    d.dunned_cents,
    p.failed_charges_7_days,
    (
        select count(*)
        from identity.users as u
        where u.kind = 'customer'
    ) as people,
    (
        select coalesce(jsonb_object_agg(r.risk, r.organizations), '{}')
        from (
            select
                i.risk,
                count(*) as organizations
            from usage.risks as i
            group by i.risk
        ) as r
    ) as risks,
    (
        select
            jsonb_object_agg(
                q.queue,
                jsonb_build_object(
                    'depth', q.depth,
                    'oldest_age_seconds', q.oldest_age_seconds,
                    'retrying', q.retrying,
                    'failed', q.failed,
                    'parked', q.parked,
                    'alarms', q.alarms
                )
            )
        from billing.queue_status() as q
    ) as queues
from clock as k
cross join analytics.mrr_at() as m
cross join
    lateral (
        select
            count(*) as organizations,
            count(*) filter (
                where n.created_at > k.now_at - interval '30 days'
            ) as created_30_days,
            count(*) filter (where s.status = 'trialing') as trialing,
            count(*) filter (
                where
                s.status = 'trialing'
                and s.trial_ends_at between k.now_at and k.now_at + interval '7 days'
            ) as trials_ending_7_days,
            count(*) filter (where s.status = 'active') as active,
            count(*) filter (where s.status = 'past_due') as past_due,
            count(*) filter (where s.status = 'paused') as paused,
            count(*) filter (where s.status = 'suspended') as suspended
        from identity.organizations as n
        left join billing.subscriptions as s on n.id = s.organization_id and s.is_primary
        where not n.is_sandbox
    ) as o
cross join
    lateral (
        select
            count(*) as dunned_invoices,
            coalesce(sum(i.amount_remaining_cents), 0)::bigint as dunned_cents
        from billing.dunning_cases as c
        inner join billing.invoices as i
            on c.organization_id = i.organization_id and c.invoice_id = i.id
        where c.closed_at is null and i.currency = (select util.setting('default_currency'))
    ) as d
cross join lateral (
    select count(*) as failed_charges_7_days
    from billing.charges as c
    where c.status = 'failed' and c.created_at > k.now_at - interval '7 days'
) as p;

comment on view admin.platform_metrics is
$$How the platform stands

One row: customers by status (sandboxes apart) and monthly recurring revenue as analytics.mrr_at has
it, in the platform's currency, in cents and not rounded; what is being dunned, how many are at which risk, and
how the queues stand.$$;

grant select (organization_id, invoice_id, closed_at) on billing.dunning_cases to platform_admin;
grant select on admin.platform_metrics to platform_admin;
