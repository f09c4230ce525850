create view api.subscription
with (security_invoker = true)
as
select distinct on (s.organization_id)
    s.id,
    s.organization_id,
    s.status,
    s.access,
    s.status_reason,
    v.plan_code,
    s.cycle,
    s.currency,
    case
        when s.status in ('active', 'past_due') then round(s.net_arr_cents / 12.0)::bigint
        else 0
    end as mrr_cents,
    s.trial_ends_at,
    case
        when s.status in ('trialing', 'incomplete')
            then util.days_until(s.trial_ends_at, s.organization_id)
    end as trial_days_left,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at,
    s.ended_at,
    s.resumes_at,
    (
        select coalesce(jsonb_object_agg(p.add_on_code, i.quantity), '{}')
        from billing.subscription_items as i
        inner join catalog.prices as p on i.price_id = p.id
        where
            i.organization_id = s.organization_id
            and i.subscription_id = s.id
            and p.add_on_code is not null
    ) as add_ons,
    (select billing.allowed_commands()) as allowed_commands
from billing.subscriptions as s
left join catalog.plan_versions as v on s.plan_version_id = v.id
order by s.organization_id asc, s.is_primary desc, s.ended_at desc nulls last, s.id asc;

comment on view api.subscription is
$$The caller's subscription

One row: the live one, or when none is, the one that ended last.$$;
comment on column api.subscription.mrr_cents is
'What it is worth per month, rounded to a cent; 0 unless active or past due.';
comment on column api.subscription.trial_days_left is
'Days until the trial ends, a begun day counting whole; null outside a trial.';
comment on column api.subscription.add_ons is 'Add-on code to quantity.';
comment on column api.subscription.allowed_commands is
'What may be done with it as it stands, as in {cancel_subscription,change_plan}.';

grant select (
    organization_id, id, is_primary, status, access, status_reason, plan_version_id, cycle,
    currency, net_arr_cents, trial_ends_at, current_period_start, current_period_end, cancel_at,
    ended_at, resumes_at
) on billing.subscriptions to authenticated;
grant select (organization_id, subscription_id, price_id, quantity) on billing.subscription_items
to authenticated;
grant select on api.subscription to authenticated;
