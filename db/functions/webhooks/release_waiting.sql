create or replace function webhooks.release_waiting(subjects text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_alarm_subjects text[];
begin
    perform webhooks.lock_unknown(release_waiting.subjects, is_shared => true);

    with released as (
        update webhooks.stripe_events as e
        set
            status = 'pending',
            next_attempt_at = util.wall_clock(),
            waiting_for = null
        where e.waiting_for && release_waiting.subjects
        returning e.error ->> 'subject' as alarm_subject
    )

    select array_agg(distinct r.alarm_subject) into v_alarm_subjects
    from released as r;

    if v_alarm_subjects is not null then
        perform webhooks.resolve_alarms(v_alarm_subjects);
    end if;
end
$$;

comment on function webhooks.release_waiting(text[]) is
'Something has become known: the events that wait for it are due again.';
