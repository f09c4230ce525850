create view api.commands
with (security_invoker = true)
as
select
    c.id,
    c.organization_id,
    c.kind,
    c.status,
    c.result_url,
    c.error - 'internal' as error,
    c.created_at,
    c.finished_at
from billing.stripe_commands as c
where c.kind <> 'object.fetch';

comment on view api.commands is
$$What the caller has asked of Stripe

For those who may manage billing. Poll a row until its status is succeeded or failed; result_url is
where to send the person, error says what went wrong.$$;

grant select (
    id, organization_id, kind, status, result_url, error, created_at, finished_at
) on billing.stripe_commands to authenticated;
grant select on api.commands to authenticated;
