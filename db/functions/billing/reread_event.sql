create or replace function billing.reread_event(event jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_kind text := event -> 'data' -> 'object' ->> 'object';
    v_state jsonb;
begin
    v_state = billing.read_snapshot(event -> 'data' -> 'object', event ->> 'type');
    return v_state || jsonb_build_object(
        'snapshot_at', event -> 'created',
        'snapshot_is_terminal', billing.is_final_state(v_kind, v_state),
        'snapshot_rank', billing.snapshot_rank(v_kind, event ->> 'type', v_state ->> 'status')
    );
exception
    when others then
        return jsonb_build_object('error', sqlerrm);
end
$$;

comment on function billing.reread_event(jsonb) is
'What an event says of its object, in normal form, with its place in the order (snapshot_at,
snapshot_is_terminal, snapshot_rank); {"error"} when it can no longer be read, null for a kind of which
nothing is kept.';
