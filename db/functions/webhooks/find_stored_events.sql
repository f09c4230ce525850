create or replace function webhooks.find_stored_events(event_ids text[], digests bytea[])
returns table (event_id text, is_parked boolean)
language sql
stable
set search_path = ''
as $$
    select
        e.id,
        e.status = 'parked'
    from unnest(find_stored_events.event_ids, find_stored_events.digests) as n (id, digest)
    inner join webhooks.stripe_events as e on n.id = e.id
    where coalesce(e.body_digest, sha256(convert_to(e.body, 'UTF8'))) = n.digest
$$;

comment on function webhooks.find_stored_events(text[], bytea[]) is
'Which of the events are stored already with the very body that has this SHA-256 digest, and whether
they are parked: who imports need not send those again.';
