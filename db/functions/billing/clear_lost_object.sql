create or replace function billing.clear_lost_object(object_id text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform billing.note_drift(
        o.stripe_id, o.object_kind, o.organization_id, 'stripe', 'row',
        billing.latest_state(o.stripe_id), null
    )
    from billing.stripe_objects as o
    where o.stripe_id = clear_lost_object.object_id;

    update billing.stripe_objects as o
    set
        refetch_reason = null,
        refetch_attempts = 0,
        refetch_at = null
    where o.stripe_id = clear_lost_object.object_id;

    perform webhooks.raise_alarm('object_lost', clear_lost_object.object_id);
end
$$;

comment on function billing.clear_lost_object(text) is
'Stripe knows an object no more (only drafts can be deleted without a trace), or another account''s
key is in use: it is not asked for again, what was told of it last stays, and somebody has to look.';
