create or replace function billing.note_drift(
    object_id text,
    object_kind text,
    organization_id uuid,
    side text,
    field text,
    ours jsonb,
    theirs jsonb
)
returns void
language sql
set search_path = ''
as $$
    insert into billing.stripe_drifts as d (
        object_id, object_kind, organization_id, side, field, ours, theirs, found_at
    )
    values (
        note_drift.object_id,
        note_drift.object_kind,
        note_drift.organization_id,
        note_drift.side,
        note_drift.field,
        note_drift.ours,
        note_drift.theirs,
        util.wall_clock()
    )
    on conflict (object_id, side, field) where resolved_at is null do update
        set ours = excluded.ours, theirs = excluded.theirs
$$;

comment on function billing.note_drift(text, text, uuid, text, text, jsonb, jsonb) is
'Writes down that we and Stripe differ in a field, once while it stays so.';
