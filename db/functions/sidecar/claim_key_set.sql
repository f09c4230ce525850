create function sidecar.claim_key_set(issuer text, lease_seconds integer)
returns table (issuer text, attempt integer)
language sql
volatile
security definer -- the sidecar may read no table
set search_path = ''
begin atomic
    select
        c.issuer,
        c.attempt
    from identity.claim_key_sets(
        claim_key_set.issuer, 1, claim_key_set.lease_seconds
    ) as c;
end;

comment on function sidecar.claim_key_set(text, integer) is
'Leases one issuer, whose token names a key that is not known; nothing if it is none of ours, or was
fetched within the last minute.';

grant execute on function sidecar.claim_key_set(text, integer) to sidecar;
