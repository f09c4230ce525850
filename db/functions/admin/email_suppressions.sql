create view admin.email_suppressions
with (security_invoker = true)
as
select
    s.address,
    s.reason,
    s.detail,
    s.created_at
from notify.suppressions as s;

comment on view admin.email_suppressions is
$$Addresses that nothing is sent to

They bounced for good, or their owner complained.$$;

grant select (address, reason, detail, created_at) on notify.suppressions to platform_admin;
grant select on admin.email_suppressions to platform_admin;
