create or replace function billing.document_parties(organization_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'seller', util.setting('seller')::jsonb,
        'buyer', jsonb_build_object(
            'name', coalesce(p.legal_name, c.name, o.name),
            'address_lines', to_jsonb(coalesce(p.address_lines, '{}')),
            'country', p.country,
            'tax_id', p.tax_id
        )
    )
    from identity.organizations as o
    left join billing.customers as c on o.id = c.organization_id
    left join billing.profiles as p on o.id = p.organization_id
    where o.id = document_parties.organization_id
$$;

comment on function billing.document_parties(uuid) is
'Whose a document is, and to whom it is made out now: {"seller", "buyer": {"name", "address_lines",
"country", "tax_id"}}.';
