create or replace function billing.trial_end_for_checkout(organization_id uuid)
returns timestamptz
language sql
stable
set search_path = ''
as $$
    -- Stripe wants 48 hours by its own clock when the request arrives: a minute for the way there.
    select greatest(s.trial_ends_at, n.now + interval '48 hours 1 minute')
    from billing.subscriptions as s
    cross join util.now(trial_end_for_checkout.organization_id) as n (now)
    where
        s.organization_id = trial_end_for_checkout.organization_id
        and s.is_primary
        and s.status in ('trialing', 'incomplete')
        and s.trial_ends_at >= n.now + interval '48 hours'
$$;

comment on function billing.trial_end_for_checkout(uuid) is
'Until when a subscription bought now stays free: the rest of the trial if Stripe accepts it (at
least 48 hours), else null, and it bills at once.';
