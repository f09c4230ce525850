create or replace function billing.has_contract(organization_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
    select exists (
        select
        from billing.contracts as c
        inner join billing.subscriptions as s
            on c.organization_id = s.organization_id and c.subscription_id = s.id
        where
            c.organization_id = has_contract.organization_id
            and s.status <> 'canceled'
    )
$$;

comment on function billing.has_contract(uuid) is
'Whether an organization has a sales-led subscription, so that no Stripe is asked about it.';
