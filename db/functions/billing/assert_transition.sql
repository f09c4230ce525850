create or replace function billing.assert_transition(organization_id uuid, command text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_status text;
    v_to_status text;
begin
    select s.status into v_status
    from billing.subscriptions as s
    where s.organization_id = assert_transition.organization_id and s.is_primary;

    -- Without a primary one the last has ended, and a new one may begin.
    v_status = coalesce(v_status, 'canceled');

    select t.to_status into v_to_status
    from billing.subscription_transitions as t
    where t.command = assert_transition.command and t.from_status = v_status;

    if v_to_status is null then
        perform util.fail(
            409, 'transition_refused', 'The subscription''s status does not allow this',
            jsonb_build_object('command', assert_transition.command, 'status', v_status)
        );
    end if;
    return v_to_status;
end
$$;

comment on function billing.assert_transition(uuid, text) is
'Where a command takes the organization''s subscription from its present status; refused unless the
table of transitions has that edge.';
