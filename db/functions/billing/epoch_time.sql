create or replace function billing.epoch_time(seconds jsonb)
returns timestamptz
language sql
immutable
begin atomic
    select to_timestamp(epoch_time.seconds::bigint);
end;

comment on function billing.epoch_time(jsonb) is
'A time that Stripe writes in seconds since 1970, or null.';
