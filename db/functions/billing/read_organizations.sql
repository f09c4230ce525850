create or replace function billing.read_organizations(events text[])
returns table (
    organization_id uuid, customer_id text, customer_name text, customer_created bigint
)
language sql
stable
set search_path = ''
as $$
    select
        r.organization_id,
        r.customer_id,
        r.customer_name,
        case when r.is_customer then (r.object ->> 'created')::bigint end
    from (
        select
            c.*,
            billing.read_organization_id(c.object) as organization_id,
            case
                when c.is_customer then c.object ->> 'id'
                else billing.reference_id(c.object -> 'customer')
            end as customer_id,
            case
                when c.is_customer then coalesce(c.object ->> 'name', c.object ->> 'email')
            end as customer_name
        from unnest(read_organizations.events) with ordinality as b (event, position)
        cross join lateral webhooks.parse_stripe_event(b.event) as p (event)
        cross join lateral (
            select
                b.position,
                p.event -> 'data' -> 'object' as object,
                p.event -> 'data' -> 'object' ->> 'object' = 'customer' as is_customer
        ) as c
        where
            webhooks.refusal_reason(p.event) is null
            and webhooks.stripe_object_kind(p.event ->> 'type') not in ('price', 'product')
    ) as r
    where r.organization_id is not null or r.customer_name is not null
    order by r.position
$$;

comment on function billing.read_organizations(text[]) is
'What the bodies of events tell of whose they are, one row each, in their order: the organization
that the object names, its customer, and of a customer the name and when it was made (epoch
seconds). Bodies that are none of our events, and those that tell nothing, have no row.';
