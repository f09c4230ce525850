create view api.pending_change
with (security_invoker = true)
as
select
    p.id,
    p.organization_id,
    p.subscription_id,
    case when p.add_on_code is null then 'plan' else 'add_on' end as kind,
    v.plan_code,
    r.cycle,
    p.add_on_code,
    p.quantity,
    p.effective_at,
    p.requested_at,
    p.status,
    p.error
from billing.pending_changes as p
left join catalog.prices as r on p.price_id = r.id
left join catalog.plan_versions as v on r.plan_version_id = v.id
where p.finished_at is null
union all
select
    null,
    identity.current_organization_id(),
    a.subscription_id,
    case when a.add_on_code is null then 'plan' else 'add_on' end,
    a.plan_code,
    a.cycle,
    a.add_on_code,
    a.quantity,
    a.effective_at,
    null,
    'agreed',
    null
from billing.agreed_changes() as a;

comment on view api.pending_change is
$$What changes at the end of the period

Another plan or cycle (kind plan), or another number of an add-on (kind add_on). cancel_pending_change
takes it back while its status is pending; applying is the moment in which Stripe is asked. What was
agreed with us in a contract is agreed, and has no id.$$;
comment on column api.pending_change.quantity is 'How many of the add-on there are then.';
comment on column api.pending_change.error is 'Why the last try was refused; it is tried again.';

grant select (
    organization_id, id, subscription_id, price_id, add_on_code, quantity, effective_at,
    requested_at, status, error, finished_at
) on billing.pending_changes to authenticated;
grant select on api.pending_change to authenticated;
