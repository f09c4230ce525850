create or replace function billing.record_refetched_object(
    object jsonb, snapshot_id text, asked_at timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_id text := object ->> 'id';
    v_kind text := object ->> 'object';
    v_known billing.stripe_objects;
    v_theirs jsonb;
begin
    select o.* into v_known
    from billing.stripe_objects as o
    where o.stripe_id = v_id;
    if v_known.refetch_reason is distinct from 'drift' then
        perform billing.record_snapshot(object, 'refetch', snapshot_id, asked_at);
        return;
    end if;

    -- Somebody who tells of it now is waited for: what comes too late is no drift, only late.
    perform pg_advisory_xact_lock(hashtextextended('object ' || v_id, 0));
    v_theirs = billing.read_snapshot(object);
    perform billing.note_drift(
        v_id, v_kind, v_known.organization_id, 'stripe', d.field, d.stored_value, d.recomputed_value
    )
    from billing.differing_fields(
        billing.comparable_state(billing.latest_state(v_id)), billing.comparable_state(v_theirs)
    ) as d;

    if util.setting('stripe_drift_policy') = 'repair' then
        perform billing.record_snapshot(object, 'refetch', snapshot_id, asked_at);
        perform billing.resolve_drift(
            v_id, 'stripe', 'repaired',
            array(
                select d.field
                from billing.differing_fields(
                    billing.comparable_state(billing.latest_state(v_id)),
                    billing.comparable_state(v_theirs)
                ) as d
            )
        );
    end if;
    perform billing.clear_refetch(v_id);
end
$$;

comment on function billing.record_refetched_object(jsonb, text, timestamptz) is
'Enters an object that was asked for, as a whole, as the newest snapshot of the moment at which it
was asked for. If lists gave the reason, differences are written down first, and by the policy not
entered.';
