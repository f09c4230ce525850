create or replace function billing.apply_stripe_response(
    command billing.stripe_commands, object jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_command billing.stripe_commands := apply_stripe_response.command;
begin
    -- A link into the portal is nothing that lasts.
    if v_command.kind = 'portal_session.create' then
        return;
    end if;

    perform billing.record_snapshot(
        case v_command.kind
            when 'refund.create' then apply_stripe_response.object -> 'charge'
            else apply_stripe_response.object
        end,
        'response',
        v_command.id || ':' || v_command.attempts,
        -- When it was asked, in business time: an event of Stripe's since then tells newer things,
        -- also when an old answer is replayed. What was created says so itself, unless it was
        -- looked up: then it may have changed since.
        case
            when v_command.kind like '%.create' and v_command.phase = 'send'
                then to_timestamp((apply_stripe_response.object ->> 'created')::bigint)
            else
                util.now(v_command.organization_id)
                - (util.wall_clock() - v_command.first_attempt_at)
        end
    );
end
$$;

comment on function billing.apply_stripe_response(billing.stripe_commands, jsonb) is
'Hands what Stripe answered to the writer that also applies its events.';
