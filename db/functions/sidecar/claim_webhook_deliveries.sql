create function sidecar.claim_webhook_deliveries(
    worker text, max_deliveries integer, lease_seconds integer
)
returns table (
    id uuid, attempt integer, url text, headers json, body text
)
language plpgsql
security definer -- the sidecar may read no table
set search_path = ''
as $$
begin
    perform usage.queue_customer_states(100);

    return query
        select
            c.id,
            c.attempt,
            c.url,
            json_build_object(
                'Content-Type', 'application/json',
                'webhook-id', c.event_id,
                'webhook-timestamp', floor(extract(epoch from c.sent_at))::bigint::text,
                'webhook-signature', c.signature
            ),
            c.body
        from webhooks.claim_deliveries(
            claim_webhook_deliveries.worker,
            claim_webhook_deliveries.max_deliveries,
            claim_webhook_deliveries.lease_seconds
        ) as c;
end
$$;

comment on function sidecar.claim_webhook_deliveries(text, integer, integer) is
'Leases due webhooks of customers to a worker: where to POST which bytes with which headers. The
result goes to sidecar.record_webhook_delivery before the lease ends.';

grant execute on function sidecar.claim_webhook_deliveries(text, integer, integer) to sidecar;
