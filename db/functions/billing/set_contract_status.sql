create or replace function billing.set_contract_status(
    organization_id uuid, subscription_id uuid, is_overdue boolean
)
returns void
language sql
volatile
set search_path = ''
as $$
    select
        billing.amend_contract(
            c,
            case when n.status = 'active' then 'contract_settled' else 'contract_overdue' end,
            jsonb_build_object('status', n.status)
        )
    from billing.contracts as c
    inner join billing.subscriptions as s
        on c.organization_id = s.organization_id and c.subscription_id = s.id
    cross join (
        select case when set_contract_status.is_overdue then 'past_due' else 'active' end as status
    ) as n
    where
        c.organization_id = set_contract_status.organization_id
        and c.subscription_id = set_contract_status.subscription_id
        and s.status <> 'canceled'
        and billing.contract_state(c.organization_id, c.subscription_id) ->> 'status' <> n.status
$$;

comment on function billing.set_contract_status(uuid, uuid, boolean) is
'Past due as long as an invoice of a sales-led subscription is dunned, active again when none is:
what Stripe says of its own. Does nothing for those.';
