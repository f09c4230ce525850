create or replace function net.wake()
returns void
language sql
volatile
set search_path = ''
as $$
    -- Nothing: the worker looks four times a second. NOTIFY would make commits queue up.
    select;
$$;

comment on function net.wake() is 'Tells the worker that there is something to do.';
