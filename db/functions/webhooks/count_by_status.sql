create or replace function webhooks.count_by_status(event_ids text[])
returns table (status text, events bigint)
language sql
stable
set search_path = ''
as $$
    select
        e.status,
        count(*)
    from webhooks.stripe_events as e
    where e.id = any(count_by_status.event_ids)
    group by e.status
$$;

comment on function webhooks.count_by_status(text[]) is
'What has become of events, counted by status.';
