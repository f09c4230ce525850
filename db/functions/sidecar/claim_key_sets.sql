create function sidecar.claim_key_sets(max_sets integer, lease_seconds integer)
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
        null, claim_key_sets.max_sets, claim_key_sets.lease_seconds
    ) as c;
end;

comment on function sidecar.claim_key_sets(integer, integer) is
'Leases issuers whose keys are to be fetched: from the jwks_uri of
issuer/.well-known/openid-configuration. The result goes to sidecar.record_key_set.';

grant execute on function sidecar.claim_key_sets(integer, integer) to sidecar;
