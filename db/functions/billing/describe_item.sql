create or replace function billing.describe_item(item jsonb)
returns text
language sql
stable
set search_path = ''
as $$
    select
        coalesce(l.name, a.name)
        || case p.cycle when 'annual' then ', annual' else ', monthly' end
    from catalog.prices as p
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    left join catalog.plans as l on v.plan_code = l.code
    left join catalog.add_ons as a on p.add_on_code = a.code
    where p.id = (describe_item.item ->> 'price_id')::uuid
$$;

comment on function billing.describe_item(jsonb) is
'An item of a contract as its invoices name it.';
