create or replace function billing.link_stripe_ids(
    claimed billing.stripe_objects, related_ids text[]
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
            r.stripe_id,
            case
                when r.stripe_id = (claimed).stripe_id then (claimed).object_kind
                when left(r.stripe_id, 3) = 'cus' then 'customer'
                when left(r.stripe_id, 3) = 'pi_' then 'payment_intent'
                else 'charge'
            end,
            (claimed).organization_id
        from unnest(related_ids || (claimed).stripe_id) as r (stripe_id)
        where r.stripe_id is not null
        -- Two that link the same do not wait in a circle.
        order by r.stripe_id collate "C"
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

comment on function billing.link_stripe_ids(billing.stripe_objects, text[]) is
'Remembers that an object of Stripe''s, and the customer, charge or payment it refers to, belong to
an organization, and releases the events that waited to know.';
