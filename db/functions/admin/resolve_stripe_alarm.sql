create function admin.resolve_stripe_alarm(id bigint, reason text default null)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_alarm webhooks.alarms;
begin
    perform identity.require_staff();
    if resolve_stripe_alarm.reason is not null then
        perform audit.note_reason(resolve_stripe_alarm.reason);
    end if;
    select a.* into v_alarm
    from webhooks.alarms as a
    where a.id = resolve_stripe_alarm.id;
    if not found then
        perform util.fail(404, 'alarm_not_found', 'There is no such alarm');
    end if;

    perform webhooks.resolve_alarm(v_alarm.kind, v_alarm.subject);
    perform audit.record_action(
        'alarm_resolved', null, jsonb_build_object('id', v_alarm.id, 'kind', v_alarm.kind)
    );
    return json_build_object('id', v_alarm.id);
end
$$;

comment on function admin.resolve_stripe_alarm(bigint, text) is
$$Say that an alarm has been looked at

It is raised anew when the same happens again. 404 alarm_not_found.$$;

grant execute on function admin.resolve_stripe_alarm(bigint, text) to platform_admin;
