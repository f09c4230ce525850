create or replace function sidecar.record_stripe_response(
    command_id uuid, attempt integer, http_status integer, body text, error text
)
returns text
language sql
volatile
security definer -- the sidecar has no right on anything but this schema's functions
set search_path = ''
as $$
    select billing.record_stripe_response(
        record_stripe_response.command_id,
        record_stripe_response.attempt,
        record_stripe_response.http_status,
        record_stripe_response.body,
        record_stripe_response.error
    )
$$;

comment on function sidecar.record_stripe_response(uuid, integer, integer, text, text) is
'What came of sending a command; http_status is null when no answer came, and error says why.
Returns the command''s new status, or stale when another attempt has taken over.';

grant execute on function sidecar.record_stripe_response(uuid, integer, integer, text, text)
to sidecar;
