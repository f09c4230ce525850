create view api.dunning_steps
with (security_invoker = true)
as
select
    c.id as case_id,
    c.organization_id,
    c.invoice_id,
    s.position,
    c.opened_at + make_interval(hours => 24 * s.after_days) as due_at,
    t.taken_at,
    s.email_kind,
    s.restriction,
    s.is_payment_retried,
    c.closed_at,
    c.outcome
from billing.dunning_cases as c
inner join billing.dunning_steps as s on c.policy_code = s.policy_code
left join billing.dunning_actions as t
    on c.organization_id = t.organization_id and c.id = t.case_id and s.position = t.position;

comment on view api.dunning_steps is
$$What follows when an invoice is not paid

For those who may read billing: one row a step, taken (taken_at) or to come (due_at) as long as
the case is open (closed_at null). restriction: none, banner, read_only or suspend.$$;
comment on column api.dunning_steps.outcome is
'How it ended: paid, void, uncollectible or canceled; null while it is open.';

grant select (organization_id, id, invoice_id, policy_code, opened_at, closed_at, outcome)
on billing.dunning_cases to authenticated;
grant select (organization_id, case_id, position, taken_at) on billing.dunning_actions
to authenticated;
grant select (policy_code, position, after_days, email_kind, restriction, is_payment_retried)
on billing.dunning_steps to authenticated;
grant select on api.dunning_steps to authenticated;
