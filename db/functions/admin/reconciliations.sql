create view admin.reconciliations
with (security_invoker = true)
as
select
    r.command_id,
    r.object_kind,
    r.oldest_at,
    r.asked_at,
    r.listed,
    r.missing,
    r.finished_at
from billing.reconciliations as r;

comment on view admin.reconciliations is
$$Lists of Stripe's that were read

Of events what webhooks may have missed, of objects what is compared. missing: how many were unknown
here.$$;

grant select on billing.reconciliations to platform_admin;
grant select on admin.reconciliations to platform_admin;
