create or replace function notify.record_email_result(
    email_id uuid, attempt integer, outcome text, detail text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_email notify.emails;
    v_status text;
begin
    select e.* into strict v_email
    from notify.emails as e
    where e.id = record_email_result.email_id
    for update;

    -- A report that comes late, after the lease, counts only if it says that the mail is out.
    if v_email.finished_at is not null
        or (v_email.attempts <> record_email_result.attempt and record_email_result.outcome <> 'sent')
    then
        return v_email.status;
    end if;

    v_status = case
        when record_email_result.outcome = 'sent' then 'sent'
        when record_email_result.outcome = 'refused' or v_email.attempts >= 12 then 'failed'
        else 'queued'
    end;

    update notify.emails as e
    set
        status = v_status,
        leased_by = null,
        leased_until = null,
        last_error = case v_status when 'sent' then null else record_email_result.detail end,
        finished_at = case when v_status <> 'queued' then v_now end,
        data = case v_status when 'queued' then e.data else notify.data_without_secret(e) end,
        -- 30 seconds, doubled each time, up to four hours: twelve attempts take a day.
        next_attempt_at
        = v_now + least(interval '30 seconds' * power(2, e.attempts - 1), interval '4 hours')
    where e.id = v_email.id;
    return v_status;
end
$$;

comment on function notify.record_email_result(uuid, integer, text, text) is
'What became of an attempt: sent, refused (for good) or retry. Returns the mail''s new status.';
