create or replace function webhooks.raise_alarm(kind text, subject text, details jsonb default '{}')
returns void
language sql
set search_path = ''
as $$
    insert into webhooks.alarms (kind, subject, details, raised_at)
    values (raise_alarm.kind, raise_alarm.subject, raise_alarm.details, util.wall_clock())
    on conflict (kind, subject) where resolved_at is null do nothing
$$;

comment on function webhooks.raise_alarm(text, text, jsonb) is
'Asks a person to look. One alarm for each kind and subject stays open; the first details are
kept.';
