create or replace function billing.subscription_data(subscription billing.subscriptions)
returns jsonb
language sql
stable
begin atomic
    select jsonb_build_object(
        'id', (subscription_data.subscription).id,
        'source', (subscription_data.subscription).source,
        'is_primary', (subscription_data.subscription).is_primary,
        'status', (subscription_data.subscription).status,
        'status_reason', (subscription_data.subscription).status_reason,
        'access', (subscription_data.subscription).access,
        'plan_code', (
            select v.plan_code
            from catalog.plan_versions as v
            where v.id = (subscription_data.subscription).plan_version_id
        ),
        'cycle', (subscription_data.subscription).cycle,
        'currency', (subscription_data.subscription).currency,
        'add_ons', (
            select coalesce(jsonb_object_agg(p.add_on_code, i.quantity), '{}')
            from billing.subscription_items as i
            inner join catalog.prices as p on i.price_id = p.id
            where
                i.organization_id = (subscription_data.subscription).organization_id
                and i.subscription_id = (subscription_data.subscription).id
                and p.add_on_code is not null
        ),
        'started_at', (subscription_data.subscription).started_at,
        'trial_ends_at', (subscription_data.subscription).trial_ends_at,
        'current_period_start', (subscription_data.subscription).current_period_start,
        'current_period_end', (subscription_data.subscription).current_period_end,
        'cancel_at', (subscription_data.subscription).cancel_at,
        'ended_at', (subscription_data.subscription).ended_at,
        'resumes_at', (subscription_data.subscription).resumes_at
    );
end;

comment on function billing.subscription_data(billing.subscriptions) is
'A subscription as customers'' webhooks show it.';
