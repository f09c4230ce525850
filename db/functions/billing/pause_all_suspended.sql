create or replace function billing.pause_all_suspended()
returns bigint
language sql
volatile
set search_path = ''
as $$
    select billing.pause_suspended()
$$;

comment on function billing.pause_all_suspended() is
'A job: has Stripe pause what it bills of suspended organizations though it was to pause, because a
command failed or something was bought since.';
