create function sidecar.record_key_set(
    issuer text, attempt integer, discovery text, key_set text, error text
)
returns text
language sql
volatile
security definer -- the sidecar may write no table
set search_path = ''
begin atomic
    select identity.record_key_set(
        record_key_set.issuer,
        record_key_set.attempt,
        record_key_set.discovery,
        record_key_set.key_set,
        record_key_set.error
    );
end;

comment on function sidecar.record_key_set(text, integer, text, text, text) is
'Hands over an issuer''s discovery document and its keys as they came, or says why there are none.
Returns stored, failed, or stale for an attempt that was overtaken.';

grant execute on function sidecar.record_key_set(text, integer, text, text, text) to sidecar;
