create or replace function webhooks.release_waiting(subjects text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_event_ids text[];
    v_alarm_subjects text[];
begin
    perform webhooks.lock_unknown(release_waiting.subjects, is_shared => true);

    select array_agg(w.event_id) into v_event_ids
    from webhooks.stripe_event_waits as w
    where w.subject = any(release_waiting.subjects);

    if v_event_ids is null then
        return;
    end if;

    delete from webhooks.stripe_event_waits as w
    where w.event_id = any(v_event_ids);

    with released as (
        update webhooks.stripe_events as e
        set
            status = 'pending',
            next_attempt_at = util.wall_clock()
        where e.id = any(v_event_ids) and e.status = 'parked'
        returning e.error ->> 'subject' as alarm_subject
    )

    select array_agg(r.alarm_subject) into v_alarm_subjects
    from released as r;

    -- The alarm stays while another event waits for the same.
    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.resolved_at is null
        and a.kind in ('unknown_organization', 'unknown_price')
        and a.subject = any(v_alarm_subjects)
        and not exists (
            select
            from webhooks.stripe_event_waits as w
            where w.subject = a.subject
        );
end
$$;

comment on function webhooks.release_waiting(text[]) is
'Something has become known: the events that wait for it are due again.';
