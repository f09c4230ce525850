create or replace function sidecar.claim_stripe_commands(
    worker text, max_commands integer, lease_seconds integer
)
returns table (
    id uuid,
    organization_id uuid,
    kind text,
    attempt integer,
    method text,
    path text,
    params json,
    idempotency_key text
)
language sql
volatile
security definer -- the sidecar has no right on anything but this schema's functions
set search_path = ''
as $$
    select
        c.id,
        c.organization_id,
        c.kind,
        c.attempts as attempt,
        c.request ->> 'method' as method,
        c.request ->> 'path' as path,
        (c.request -> 'params')::json as params,
        case c.phase when 'send' then c.idempotency_key end as idempotency_key
    from billing.claim_stripe_commands(
        claim_stripe_commands.worker,
        claim_stripe_commands.max_commands,
        claim_stripe_commands.lease_seconds
    ) as c
$$;

comment on function sidecar.claim_stripe_commands(text, integer, integer) is
'Commands to send to Stripe now, leased to this worker. Channel stripe_commands says when to ask.';

grant execute on function sidecar.claim_stripe_commands(text, integer, integer) to sidecar;
