create or replace function billing.link_stripe_ids(
    claimed billing.stripe_objects, related_ids text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_id text;
    v_new text[] := array[]::text[];
begin
    insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
    values ((claimed).stripe_id, (claimed).object_kind, (claimed).organization_id)
    on conflict on constraint stripe_objects_pkey do nothing;
    if found then
        v_new = v_new || (claimed).stripe_id;
    end if;

    -- Sorted: two that link the same do not wait in a circle.
    for v_id in
        select r.stripe_id
        from unnest(related_ids) as r (stripe_id)
        where r.stripe_id is not null
        order by r.stripe_id collate "C"
    loop
        insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
        values (
            v_id,
            case left(v_id, 3)
                when 'cus' then 'customer'
                when 'pi_' then 'payment_intent'
                else 'charge'
            end,
            (claimed).organization_id
        )
        on conflict on constraint stripe_objects_pkey do nothing;
        if found then
            v_new = v_new || v_id;
        end if;
    end loop;

    if v_new <> '{}' then
        perform webhooks.release_waiting(v_new);
    end if;
end
$$;

comment on function billing.link_stripe_ids(billing.stripe_objects, text[]) is
'Remembers that an object of Stripe''s, and the customer, charge or payment it refers to, belong to
an organization, and releases the events that waited to know.';
