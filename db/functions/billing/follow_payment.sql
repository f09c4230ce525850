create or replace function billing.follow_payment(invoice billing.invoices)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now((invoice).organization_id);
    v_failed_at timestamptz;
begin
    if (invoice).status in ('paid', 'void', 'uncollectible') then
        perform billing.finish_dunning_case((invoice).organization_id, (invoice).id, (invoice).status);
    elsif billing.is_dunned(invoice) then
        select max(s.created_at) into v_failed_at
        from billing.stripe_snapshots as s
        where s.object_id = (invoice).stripe_invoice_id;

        -- Nobody is restricted for what we hear of only now: the days count from here then.
        perform billing.open_dunning_case(
            invoice,
            case
                when v_failed_at > v_now - interval '3 days' then least(v_failed_at, v_now)
                else v_now
            end
        );
    end if;
end
$$;

comment on function billing.follow_payment(billing.invoices) is
'What an invoice having become another means for its dunning: a failed charge opens a case, a
payment closes it.';
