create or replace function billing.mark_unlisted_objects(
    command_id uuid, object_kind text, asked_at timestamptz
)
returns void
language sql
set search_path = ''
as $$
    update billing.stripe_objects as o
    set
        refetch_reason = 'drift',
        refetch_attempts = 0,
        refetch_at = null
    where
        o.object_kind = mark_unlisted_objects.object_kind
        and o.refetch_reason is null
        and not exists (
            select
            from billing.listed_objects as l
            where
                l.command_id = mark_unlisted_objects.command_id
                and l.stripe_id = o.stripe_id
        )
        -- What is younger than the list could not be on it, and the deleted are on none.
        and exists (
            select
            from billing.stripe_snapshots as s
            where
                s.object_id = o.stripe_id
                and s.created_at < mark_unlisted_objects.asked_at - interval '10 minutes'
        )
        and not coalesce(billing.latest_state(o.stripe_id) ? 'deleted', false)
        -- A demo is told without Stripe.
        and not exists (
            select
            from identity.organizations as d
            where d.id = o.organization_id and d.is_demo
        )
        -- It was asked for already, and Stripe does not know it.
        and not exists (
            select
            from billing.stripe_drifts as d
            where
                d.object_id = o.stripe_id
                and d.side = 'stripe'
                and d.field = 'row'
                and d.resolved_at is null
        );

    delete from billing.listed_objects as l
    where l.command_id = mark_unlisted_objects.command_id;
$$;

comment on function billing.mark_unlisted_objects(uuid, text, timestamptz) is
'What a list did not show is asked for by its id: a customer may have been deleted, and a draft.
Forgets what the list has shown.';
