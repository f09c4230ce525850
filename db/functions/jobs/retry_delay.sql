create or replace function jobs.retry_delay(attempt integer)
returns interval
language sql
immutable
begin atomic
    select least(
        interval '1 minute' * power(2, least(retry_delay.attempt, 10) - 1), interval '1 hour'
    );
end;

comment on function jobs.retry_delay(integer) is
'How long a job rests after an attempt that failed: a minute, doubled each time, up to an hour.';
