create or replace function billing.cancel_subscription(
    organization_id uuid, reason text, comment text, at_period_end boolean
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_is_at_once boolean := not coalesce(at_period_end, true);
    v_comment text := case
        when btrim(comment) <> '' then identity.require_text('comment', comment, 1000)
    end;
    v_subscription billing.subscriptions;
    v_feedback text;
    v_command billing.stripe_commands;
begin
    select r.stripe_feedback into v_feedback
    from catalog.cancellation_reasons as r
    where r.code = cancel_subscription.reason;

    if v_feedback is null then
        perform util.fail(
            400, 'invalid_argument', 'There is no such reason',
            jsonb_build_object('argument', 'reason', 'reason', cancel_subscription.reason),
            'Reasons are listed in cancellation_reasons'
        );
    end if;

    -- A contract is ended at once by the staff alone.
    if not v_is_at_once and billing.has_contract(organization_id) then
        return billing.ask_contract_end(organization_id, cancel_subscription.reason, v_comment);
    end if;
    v_subscription = billing.find_subscribed(
        organization_id, case when v_is_at_once then 'cancel_at_once' else 'cancel_subscription' end
    );
    if v_subscription.cancel_at is not null and not v_is_at_once then
        perform billing.refuse_unchanged('The subscription is to end already');
    end if;

    v_command = billing.enqueue_stripe_command(
        organization_id,
        case
            when v_is_at_once then 'subscription.cancel_now'
            else 'subscription.cancel_at_period_end'
        end,
        jsonb_strip_nulls(jsonb_build_object(
            'subscription_id', v_subscription.id,
            'reason', cancel_subscription.reason,
            'feedback', v_feedback,
            'comment', v_comment
        ))
    );
    -- The comment stays with the command: a fact is never deleted, what a person wrote may have to be.
    perform billing.record_fact(
        organization_id,
        v_subscription.id,
        'cancellation_requested',
        jsonb_build_object('reason', cancel_subscription.reason, 'command_id', v_command.id)
    );
    return billing.command_accepted(v_command);
end
$$;

comment on function billing.cancel_subscription(uuid, text, text, boolean) is
'Has a subscription end with its period, for one of catalog.cancellation_reasons; or at once, where
nothing that is paid for would be lost. The reason becomes that of the end when it comes.';
