create or replace function billing.apply_stripe_response(
    command billing.stripe_commands, object jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_command billing.stripe_commands := apply_stripe_response.command;
    v_kind text := case split_part(v_command.kind, '.', 1)
        when 'checkout_session' then 'checkout.session'
        when 'portal_session' then 'billing_portal.session'
        else split_part(v_command.kind, '.', 1)
    end;
begin
    if object ->> 'object' is distinct from v_kind or object ->> 'id' is null then
        raise sqlstate 'ST003' using message = format('The answer is no %s of Stripe''s', v_kind);
    end if;

    -- A link into the portal is nothing that lasts.
    if v_command.kind = 'portal_session.create' then
        perform billing.assert_fields(object, 'url');
        return;
    end if;

    if v_command.kind = 'refund.create' and jsonb_typeof(object -> 'charge') <> 'object' then
        raise sqlstate 'ST003' using message = 'The charge of this refund is not shown';
    end if;

    perform billing.record_snapshot(
        case v_command.kind
            when 'refund.create' then object -> 'charge'
            else object
        end,
        'response',
        v_command.id || ':' || v_command.attempts,
        -- What was created says when, unless it was looked up: then it may have changed since.
        case
            when v_command.kind like '%.create' and v_command.phase = 'send'
                then to_timestamp((object ->> 'created')::bigint)
            else billing.asked_at(v_command)
        end
    );
end
$$;

comment on function billing.apply_stripe_response(billing.stripe_commands, jsonb) is
'Hands what Stripe answered to the writer that also applies its events. Fails with
ST003 when that is not the object which the command is about.';
