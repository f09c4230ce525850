create view admin.stripe_alarms
with (security_invoker = true)
as
select
    a.id,
    a.kind,
    a.subject,
    a.details,
    a.raised_at,
    a.resolved_at
from webhooks.alarms as a;

comment on view admin.stripe_alarms is
$$What somebody should look at

One open row for each kind and subject. Those about something unknown resolve by themselves once it is
known.$$;

grant select on webhooks.alarms to platform_admin;
grant select on admin.stripe_alarms to platform_admin;
