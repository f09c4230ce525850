create view admin.stripe_commands
with (security_invoker = true)
as
select
    c.id,
    c.organization_id,
    o.name as organization_name,
    c.kind,
    c.params,
    c.requested_by,
    c.depends_on,
    c.status,
    c.phase,
    c.attempts,
    c.first_attempt_at,
    c.next_attempt_at,
    c.leased_by,
    c.leased_until,
    c.request_id,
    c.error,
    c.created_at,
    c.finished_at,
    case
        when c.finished_at is null
            then extract(epoch from util.wall_clock() - c.created_at)::double precision
    end as waiting_seconds
from billing.stripe_commands as c
left join identity.organizations as o on c.organization_id = o.id;

comment on view admin.stripe_commands is
$$What we ask of Stripe

Waiting, under way, and finished; in phase look it is found out whether a doubtful one was done.
error.internal is for the staff alone. Without the links that came of it: they act for the customer.$$;

grant select (
    id, organization_id, kind, params, requested_by, depends_on, status, phase, attempts,
    first_attempt_at, next_attempt_at, leased_by, leased_until, request_id, error, created_at,
    finished_at
) on billing.stripe_commands to platform_admin;
grant select on admin.stripe_commands to platform_admin;
