create or replace function webhooks.resolve_alarm(kind text, subject text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.kind = resolve_alarm.kind
        and a.subject = resolve_alarm.subject
        and a.resolved_at is null;
    return found;
end
$$;

comment on function webhooks.resolve_alarm(text, text) is
'Says that there is nothing more to look at. Returns whether there was.';
