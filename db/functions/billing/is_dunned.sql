create or replace function billing.is_dunned(invoice billing.invoices)
returns boolean
language sql
stable
set search_path = ''
as $$
    select
        (invoice).status = 'open'
        -- A first payment that fails leaves nothing that could be restricted.
        and (invoice).billing_reason is distinct from 'subscription_create'
        and exists (
            select from billing.subscriptions as s
            where
                s.organization_id = (invoice).organization_id
                and s.id = (invoice).subscription_id
                and s.status not in ('canceled', 'incomplete')
        )
        and case (invoice).collection_method
            when 'send_invoice'
                then (invoice).due_at <= util.now((invoice).organization_id)
            else (invoice).attempt_count > 0
        end
$$;

comment on function billing.is_dunned(billing.invoices) is
'Whether an invoice should have been paid, so that a policy of dunning holds for it: a charge for a
running subscription failed, or what was to be transferred is overdue.';
