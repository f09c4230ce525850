create view admin.queues
with (security_invoker = true)
as
select
    q.queue,
    q.depth,
    q.oldest_age_seconds,
    q.retrying,
    q.failed,
    q.parked,
    q.alarms
from billing.queue_status() as q;

comment on view admin.queues is
$$How the queues stand

What Stripe told, what is asked of it, and mail: how much waits, how long the oldest has waited, how
much is tried again, what failed within a day, what is parked, and how many alarms are open.$$;

grant select on admin.queues to platform_admin;
