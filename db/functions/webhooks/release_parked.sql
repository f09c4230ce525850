create or replace function webhooks.release_parked(kind text, subject text default null)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_event_ids text[];
begin
    select array_agg(e.id) into v_event_ids
    from webhooks.stripe_events as e
    where
        e.status = 'parked'
        and e.error ->> 'kind' = release_parked.kind
        and (
            release_parked.subject is null
            or e.id = release_parked.subject
            or exists (
                select
                from webhooks.stripe_event_waits as w
                where w.event_id = e.id and w.subject = release_parked.subject
            )
        );

    delete from webhooks.stripe_event_waits as w
    where w.event_id = any(v_event_ids);

    update webhooks.stripe_events as e
    set
        status = 'pending',
        attempts = 0,
        next_attempt_at = util.wall_clock()
    where e.id = any(v_event_ids);

    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.resolved_at is null
        and a.kind = release_parked.kind
        and (release_parked.subject is null or a.subject = release_parked.subject);

    return coalesce(cardinality(v_event_ids), 0)::bigint;
end
$$;

comment on function webhooks.release_parked(text, text) is
'Lets parked events be tried again: all of a kind (unknown_organization, unknown_price,
missing_field, poison), or those of one subject or event. Returns how many.';
