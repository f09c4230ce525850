create or replace function webhooks.claim_due_event(skip text[])
returns webhooks.stripe_events
language sql
set search_path = ''
as $$
    select e.*
    from webhooks.stripe_events as e
    where
        e.next_attempt_at <= util.wall_clock()
        and e.id <> all(claim_due_event.skip)
    order by e.next_attempt_at, e.created_at, e.id
    limit 1
    for update skip locked
$$;

comment on function webhooks.claim_due_event(text[]) is
'The event that is due longest and that no other worker holds, locked until the transaction ends.';
