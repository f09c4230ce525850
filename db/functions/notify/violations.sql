create or replace view notify.violations
with (security_invoker = true)
as
select
    'email_stuck' as name,
    e.organization_id,
    format('letter %s has been due since %s', e.id, e.next_attempt_at) as detail
from notify.emails as e
where e.status = 'queued' and e.next_attempt_at < util.wall_clock() - interval '1 hour'
union all
select
    'email_lease_stale',
    e.organization_id,
    format('letter %s was left by %s at %s', e.id, e.leased_by, e.leased_until)
from notify.emails as e
where e.status = 'sending' and e.leased_until < util.wall_clock() - interval '10 minutes';

comment on view notify.violations is 'What must never be of mail. Empty is healthy.';
