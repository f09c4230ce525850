create or replace function webhooks.retry_delay(step integer)
returns interval
language sql
volatile
begin atomic
    -- Up to a tenth more, so that what failed together does not come back together.
    select make_interval(
        secs => (util.setting('webhook_retry_seconds')::jsonb ->> retry_delay.step)::float8
        * (1 + random() / 10)
    );
end;

comment on function webhooks.retry_delay(integer) is
'How long to wait before attempt number step (from 0); null when there is none any more.';
