create function sidecar.record_webhook_delivery(
    delivery_id uuid,
    attempt integer,
    http_status integer,
    response_excerpt text,
    retry_after text,
    error text,
    duration_ms integer
)
returns text
language sql
volatile
security definer -- the sidecar may write no table
set search_path = ''
begin atomic
    select webhooks.record_delivery(
        record_webhook_delivery.delivery_id,
        record_webhook_delivery.attempt,
        record_webhook_delivery.http_status,
        record_webhook_delivery.response_excerpt,
        record_webhook_delivery.retry_after,
        record_webhook_delivery.error,
        record_webhook_delivery.duration_ms
    );
end;

comment on function sidecar.record_webhook_delivery(
    uuid, integer, integer, text, text, text, integer
) is
'Says what came of sending a webhook; http_status is null when no answer came, and error says why.
Returns the delivery''s new status, or stale for an attempt that counts no more.';

grant execute on function sidecar.record_webhook_delivery(
    uuid, integer, integer, text, text, text, integer
) to sidecar;
