create view api.checkout_sessions
with (security_invoker = true)
as
select
    s.id,
    s.organization_id,
    v.plan_code,
    s.cycle,
    s.status,
    case when s.status = 'open' and s.superseded_at is null then s.url end as url,
    s.created_at,
    s.expires_at,
    s.superseded_at,
    s.finished_at
from billing.checkout_sessions as s
left join catalog.plan_versions as v on s.plan_version_id = v.id;

comment on view api.checkout_sessions is
$$The caller's visits to the checkout

For those who may manage billing. url is there while the page can be used; id is also the id of the
command that asked for it.$$;

grant select (
    organization_id, id, plan_version_id, cycle, status, url, created_at, expires_at, superseded_at,
    finished_at
) on billing.checkout_sessions to authenticated;
grant select on api.checkout_sessions to authenticated;
