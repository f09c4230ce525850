create or replace function billing.import_customers(customer_ids text[], started_on date[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_customer_ids text[];
    v_organization_ids uuid[];
    v_created_at timestamptz[];
begin
    select
        array_agg(n.customer_id),
        array_agg(gen_random_uuid()),
        array_agg(n.started_on::timestamp at time zone 'UTC')
    into v_customer_ids, v_organization_ids, v_created_at
    from (
        select
            r.customer_id,
            min(r.started_on) as started_on
        from unnest(
            import_customers.customer_ids, import_customers.started_on
        ) as r (customer_id, started_on)
        where not exists (
            select from billing.imported_customers as c
            where c.customer_id = r.customer_id
        )
        group by r.customer_id
    ) as n;

    perform identity.import_organizations(v_organization_ids, v_customer_ids, v_created_at);

    insert into billing.imported_customers (customer_id, organization_id)
    select
        n.customer_id,
        n.organization_id
    from unnest(v_customer_ids, v_organization_ids) as n (customer_id, organization_id);
end
$$;

comment on function billing.import_customers(text[], date[]) is
'Makes an organization for each customer of another tool that has none yet, named by its id there.
Customers may repeat; the earliest date counts as the organization''s beginning.';
