create view admin.subscriptions
with (security_invoker = true)
as
select
    s.id,
    s.organization_id,
    s.source,
    s.is_primary,
    s.status,
    s.access,
    s.status_reason,
    s.stripe_status,
    s.hold,
    s.stripe_subscription_id,
    v.plan_code,
    v.version as plan_version,
    s.cycle,
    s.currency,
    case
        when s.status in ('active', 'past_due') then round(s.net_arr_cents / 12.0)::bigint
        else 0
    end as mrr_cents,
    s.collection_method,
    s.started_at,
    s.trial_started_at,
    s.trial_ends_at,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at,
    s.canceled_at,
    s.ended_at,
    s.resumes_at,
    s.cancellation_reason,
    s.created_at
from billing.subscriptions as s
left join catalog.plan_versions as v on s.plan_version_id = v.id;

comment on view admin.subscriptions is
$$All subscriptions

Also those that have ended, and those that are not an organization's primary one.$$;

grant select on billing.subscriptions to platform_admin;
grant select on admin.subscriptions to platform_admin;
