create or replace function billing.customer_params(organization_id uuid, requested_by uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'name', o.name,
        'email', u.email,
        'metadata', jsonb_build_object('organization_id', o.id)
    )
    from identity.organizations as o
    inner join identity.memberships as m on o.id = m.organization_id
    inner join identity.users as u on m.user_id = u.id
    where o.id = customer_params.organization_id
    -- Bills go to the person who asked; when that is nobody of theirs, to the first owner.
    order by
        m.user_id = customer_params.requested_by desc nulls last,
        m.role = 'owner' desc,
        m.created_at asc,
        m.user_id asc
    limit 1
$$;

comment on function billing.customer_params(uuid, uuid) is
'What Stripe is told about an organization that becomes its customer.';
