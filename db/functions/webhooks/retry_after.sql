create or replace function webhooks.retry_after(value text, at timestamptz)
returns interval
language plpgsql
stable
set search_path = ''
as $$
declare
    v_wait interval;
begin
    if value ~ '^[0-9]{1,9}$' then
        v_wait = make_interval(secs => value::integer);
    elsif value ~ '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$'
    then
        v_wait = substr(value, 6)::timestamptz - at;
    end if;
    return least(greatest(v_wait, interval '0'), interval '24 hours');
exception
    when datetime_field_overflow or invalid_datetime_format then
        return null;
end
$$;

comment on function webhooks.retry_after(text, timestamptz) is
'The wait that a header Retry-After asks for (seconds, or a date), a day at most; null if it says
nothing that can be understood.';
