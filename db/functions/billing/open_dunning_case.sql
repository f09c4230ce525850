create or replace function billing.open_dunning_case(
    invoice billing.invoices, opened_at timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_case_id uuid;
begin
    insert into billing.dunning_cases (
        organization_id, subscription_id, invoice_id, policy_code, opened_at
    )
    select
        (invoice).organization_id,
        (invoice).subscription_id,
        (invoice).id,
        p.code,
        open_dunning_case.opened_at
    from billing.dunning_policies as p
    where p.is_default
    on conflict on constraint dunning_cases_invoice_id_key do nothing
    returning id into v_case_id;

    if v_case_id is not null then
        perform billing.set_contract_status(
            (invoice).organization_id, (invoice).subscription_id, is_overdue => true
        );
        perform billing.take_dunning_steps((invoice).organization_id, v_case_id);
    end if;
end
$$;

comment on function billing.open_dunning_case(billing.invoices, timestamptz) is
'Applies the default policy to an unpaid invoice, unless it is applied, and takes its first steps.';
