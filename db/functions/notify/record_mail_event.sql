create or replace function notify.record_mail_event(notification jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_event jsonb := notification;
    v_kind text;
    v_reason text;
    v_recipients jsonb;
begin
    -- SNS wraps what SES says as a text, unless it is told to deliver it raw.
    if notification ->> 'Type' in ('SubscriptionConfirmation', 'UnsubscribeConfirmation') then
        perform webhooks.raise_alarm(
            'mail_subscription', notification ->> 'TopicArn',
            jsonb_build_object(
                'type', notification -> 'Type', 'subscribe_url', notification -> 'SubscribeURL'
            )
        );
        return 'waits_for_operator';
    elsif notification ->> 'Type' = 'Notification' then
        v_event = (notification ->> 'Message')::jsonb;
    end if;

    v_kind = coalesce(v_event ->> 'eventType', v_event ->> 'notificationType');
    if v_kind = 'Bounce' and v_event -> 'bounce' ->> 'bounceType' = 'Permanent' then
        v_reason = 'bounce';
        v_recipients = v_event -> 'bounce' -> 'bouncedRecipients';
    elsif v_kind = 'Complaint' then
        v_reason = 'complaint';
        v_recipients = v_event -> 'complaint' -> 'complainedRecipients';
    else
        -- A full mailbox is no reason, and that all went well is no news.
        return 'ignored';
    end if;

    insert into notify.suppressions (address, reason, detail, created_at)
    select
        lower(r.recipient ->> 'emailAddress'),
        v_reason,
        coalesce(
            r.recipient ->> 'diagnosticCode', v_event -> 'complaint' ->> 'complaintFeedbackType'
        ),
        util.wall_clock()
    from jsonb_array_elements(v_recipients) as r (recipient)
    where r.recipient ->> 'emailAddress' is not null
    on conflict on constraint suppressions_pkey do nothing;
    return 'suppressed';
end
$$;

comment on function notify.record_mail_event(jsonb) is
'Takes in a notification of SES, as SNS delivers it or raw: addresses that bounce for good and
people who complain are written to no more. Returns suppressed, ignored, or waits_for_operator for
a subscription that a person has to confirm (there is an alarm with the link).';
