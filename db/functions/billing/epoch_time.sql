create or replace function billing.epoch_time(state jsonb, field text)
returns timestamptz
language sql
immutable
begin atomic
    select to_timestamp((epoch_time.state ->> epoch_time.field)::bigint);
end;

comment on function billing.epoch_time(jsonb, text) is
'A time that a normal form holds in epoch seconds, or null.';
