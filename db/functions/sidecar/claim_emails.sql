create function sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer)
returns table (
    id uuid, attempt integer, kind text, recipient text, message_id text, data json
)
language sql
volatile
security definer -- the sidecar may read no table
set search_path = ''
begin atomic
    select billing.withdraw_trial_emails();
    select billing.withdraw_dunning_emails();
    select
        c.id,
        c.attempt,
        c.kind,
        c.recipient,
        c.message_id,
        c.data
    from notify.claim_emails(
        claim_emails.worker, claim_emails.max_emails, claim_emails.lease_seconds
    ) as c;
end;

comment on function sidecar.claim_emails(text, integer, integer) is
'Leases due mails to a worker: what to render (kind, data), whom to send it to, under which
Message-ID. The result goes to sidecar.record_email_result before the lease ends.';

grant execute on function sidecar.claim_emails(text, integer, integer) to sidecar;
