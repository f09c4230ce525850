create or replace function billing.is_dunned(invoice billing.invoices)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    if (invoice).status <> 'open'
        -- A first payment that fails leaves nothing that could be restricted; but who is sent an
        -- invoice has access before it is paid.
        or (
            (invoice).billing_reason is not distinct from 'subscription_create'
            and (invoice).collection_method is distinct from 'send_invoice'
        )
        or coalesce(
            case (invoice).collection_method
                when 'send_invoice'
                    then (invoice).due_at > util.now((invoice).organization_id)
                else (invoice).attempt_count = 0
            end,
            true
        )
    then
        return false;
    end if;

    return exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = (invoice).organization_id
            and s.id = (invoice).subscription_id
            and s.status not in ('canceled', 'incomplete')
    );
end
$$;

comment on function billing.is_dunned(billing.invoices) is
'Whether an invoice should have been paid, so that a policy of dunning holds for it: a charge for a
running subscription failed, or what was to be transferred is overdue.';
