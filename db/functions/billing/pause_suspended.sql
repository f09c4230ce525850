create or replace function billing.pause_suspended(for_organization_id uuid default null)
returns bigint
language sql
volatile
set search_path = ''
as $$
    with paused as (
        select
            billing.enqueue_stripe_command(
                u.organization_id,
                'subscription.pause',
                jsonb_build_object('subscription_id', u.subscription_id)
            ) as command
        from billing.unsuspended_subscriptions as u
        where
            pause_suspended.for_organization_id is null
            or u.organization_id = pause_suspended.for_organization_id
    )

    select count(*)
    from paused
$$;

comment on function billing.pause_suspended(uuid) is
'Asks Stripe to pause what it still bills of organizations that the staff have suspended: of one, or
of all.';
