create or replace function billing.link_stripe_ids(
    organization_id uuid, stripe_id text, object_kind text, related_ids text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_new text[];
begin
    with linked as (
        insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
        select
            n.stripe_id,
            case
                when n.stripe_id = link_stripe_ids.stripe_id then link_stripe_ids.object_kind
                when n.stripe_id like 'cus\_%' then 'customer'
                when n.stripe_id like 'pi\_%' then 'payment_intent'
                else 'charge'
            end,
            link_stripe_ids.organization_id
        from (
            select distinct i.stripe_id
            from unnest(link_stripe_ids.related_ids || link_stripe_ids.stripe_id) as i (stripe_id)
            where
                i.stripe_id is not null
                and not exists (
                    select
                    from billing.stripe_objects as o
                    where o.stripe_id = i.stripe_id
                )
        ) as n
        -- The object itself first, the rest sorted: two that link the same do not wait in a circle.
        order by n.stripe_id is distinct from link_stripe_ids.stripe_id, n.stripe_id
        on conflict on constraint stripe_objects_pkey do nothing
        returning stripe_objects.stripe_id
    )

    select array_agg(l.stripe_id) into v_new
    from linked as l;

    if v_new is not null then
        perform webhooks.release_waiting(v_new);
    end if;
end
$$;

comment on function billing.link_stripe_ids(uuid, text, text, text[]) is
'Remembers that an object of Stripe''s, and the customer, charge or payment it refers to, belong to
an organization, and releases the events that waited to know.';
