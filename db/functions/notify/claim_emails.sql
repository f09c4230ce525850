create or replace function notify.claim_emails(
    worker text, max_emails integer, lease_seconds integer
)
returns table (
    id uuid, attempt integer, kind text, recipient text, message_id text, data json
)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    perform notify.put_emails_aside(v_now);

    return query
    with due as (
        select
            e.id,
            e.next_attempt_at
        from notify.emails as e
        where
            e.finished_at is null
            and e.next_attempt_at <= v_now
            -- Committed since the look above; it is put aside the next time.
            and e.recipient not ilike '%.invalid'
        order by e.next_attempt_at asc
        limit claim_emails.max_emails
        for update skip locked
    ),

    claimed as (
        update notify.emails as e
        set
            status = 'sending',
            attempts = e.attempts + 1,
            leased_by = claim_emails.worker,
            leased_until = v_now + make_interval(secs => claim_emails.lease_seconds),
            -- A worker that never reports has died; then the mail is due again.
            next_attempt_at = v_now + make_interval(secs => claim_emails.lease_seconds)
        from due
        where e.id = due.id
        returning e.*, due.next_attempt_at as due_at
    )

    -- They leave in the order in which they were queued: a reminder before what it reminds of.
    select
        c.id,
        c.attempts,
        c.kind,
        c.recipient,
        notify.message_id(c.id),
        c.data::json
    from claimed as c
    order by c.due_at asc;
end
$$;

comment on function notify.claim_emails(text, integer, integer) is
'Leases due mails to a worker, oldest first. What shall not, or not yet, be sent is put aside.';
