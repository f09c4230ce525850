create or replace function billing.apply_stripe_response(
    command billing.stripe_commands, object jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid = (apply_stripe_response.command).organization_id;
    v_kind text = (apply_stripe_response.command).kind;
begin
    -- A link into the portal is nothing that lasts.
    if v_kind = 'portal_session.create' then
        return;
    end if;

    -- Whose it is, before the writer asks: the answer may come ahead of every event.
    if v_kind in ('customer.create', 'checkout_session.create') then
        insert into billing.stripe_objects (stripe_id, object_kind, organization_id, local_id)
        values (
            apply_stripe_response.object ->> 'id',
            apply_stripe_response.object ->> 'object',
            v_organization_id,
            case
                when v_kind = 'checkout_session.create' then (apply_stripe_response.command).id
            end
        )
        on conflict on constraint stripe_objects_pkey do nothing;
    end if;

    perform billing.record_snapshot(
        apply_stripe_response.object,
        'response',
        (apply_stripe_response.command).id
        || ':' || (apply_stripe_response.command).attempts,
        -- What was created is told as it was then, also when an old answer is replayed.
        case
            when v_kind like '%.create'
                then to_timestamp((apply_stripe_response.object ->> 'created')::bigint)
            else util.now(v_organization_id)
        end
    );
end
$$;

comment on function billing.apply_stripe_response(billing.stripe_commands, jsonb) is
'Hands what Stripe answered to the writer that also applies its events.';
