create or replace function billing.refuse_stripe_command(
    command billing.stripe_commands, http_status integer, body text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_error jsonb;
    v_request_id text := substring(refuse_stripe_command.body from 'req_[A-Za-z0-9]+');
begin
    begin
        v_error = refuse_stripe_command.body::jsonb -> 'error';
    exception
        when invalid_text_representation then
            v_error = null;
    end;

    update billing.stripe_commands as c
    set request_id = v_request_id
    where c.id = (refuse_stripe_command.command).id and v_request_id is not null;

    -- What Stripe says about our key and rights is for the operator, not for a customer.
    if refuse_stripe_command.http_status in (401, 403) then
        perform webhooks.raise_alarm(
            'stripe_key_refused',
            'outbox',
            jsonb_build_object('status', refuse_stripe_command.http_status, 'error', v_error)
        );
    end if;

    if refuse_stripe_command.http_status in (401, 403) or v_error ->> 'message' is null then
        perform billing.fail_stripe_command(
            (refuse_stripe_command.command).id,
            'stripe_refused',
            'Stripe refused the request',
            concat_ws(' ', refuse_stripe_command.http_status, v_error ->> 'message')
        );
    else
        perform billing.fail_stripe_command(
            (refuse_stripe_command.command).id,
            coalesce(v_error ->> 'code', v_error ->> 'type', 'stripe_refused'),
            v_error ->> 'message',
            concat_ws(' ', refuse_stripe_command.http_status, v_error ->> 'param')
        );
    end if;
    return 'failed';
end
$$;

comment on function billing.refuse_stripe_command(billing.stripe_commands, integer, text) is
'Ends a command that Stripe refused for good, with what Stripe says about it.';
