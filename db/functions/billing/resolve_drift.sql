create or replace function billing.resolve_drift(
    object_id text, side text, resolution text, remaining text[] default '{}'
)
returns void
language sql
set search_path = ''
as $$
    update billing.stripe_drifts as d
    set
        resolved_at = util.wall_clock(),
        resolution = resolve_drift.resolution
    where
        d.object_id = resolve_drift.object_id
        and d.side = resolve_drift.side
        and d.resolved_at is null
        and d.field <> all(resolve_drift.remaining)
$$;

comment on function billing.resolve_drift(text, text, text, text[]) is
'Says how the differences of an object came to their end, all but those in the remaining fields.';
