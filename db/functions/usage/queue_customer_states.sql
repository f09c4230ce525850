create or replace function usage.queue_customer_states(max_organizations integer)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid;
    v_count bigint := 0::bigint;
begin
    for v_organization_id in
        select webhooks.take_state_marks(queue_customer_states.max_organizations)
    loop
        -- One organization whose state cannot be told must not silence the others.
        begin
            perform usage.emit_entitlement_changes(v_organization_id);
            perform webhooks.emit_event(
                v_organization_id,
                'customer.state_changed',
                usage.render_customer_state(v_organization_id),
                'customer.state_changed:' || gen_random_uuid()
            );
            v_count = v_count + 1::bigint;
        exception
            when others then
                perform webhooks.raise_alarm(
                    'customer_state', v_organization_id::text,
                    jsonb_build_object('message', sqlerrm)
                );
        end;
    end loop;
    return v_count;
end
$$;

comment on function usage.queue_customer_states(integer) is
'Tells entitlement.changed and customer.state_changed for organizations marked since the last time,
once for all their marks. Returns for how many.';
