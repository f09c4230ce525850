create or replace function billing.converted_trial(
    organization_id uuid, out converted_at timestamptz, out caused_by text
)
language plpgsql
stable
set search_path = ''
as $$
begin
    select
        n.at,
        n.cause
    into converted_trial.converted_at, converted_trial.caused_by
    from (
        select
            s.created_at as at,
            s.object_id as cause
        from billing.stripe_objects as o
        inner join billing.stripe_snapshots as s on o.stripe_id = s.object_id
        where
            o.organization_id = converted_trial.organization_id
            and o.object_kind = 'subscription'
            and s.state ->> 'status' in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
        union all
        select
            f.effective_at,
            'fact:' || f.id
        from billing.subscription_facts as f
        where
            f.organization_id = converted_trial.organization_id
            and f.kind = 'contract_started'
    ) as n
    order by n.at, n.cause
    limit 1;
end
$$;

comment on function billing.converted_trial(uuid) is
'When, and which, subscription first took the place of an organization''s own trial: one at Stripe
went beyond waiting for its first payment, or a sales-led one began. Null while none has. Several
snapshots of that second may say so, and the order in which they come must not show: the subscription
is named, not the event.';
