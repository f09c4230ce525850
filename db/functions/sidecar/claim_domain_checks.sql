create function sidecar.claim_domain_checks(max_checks integer, lease_seconds integer)
returns table (organization_id uuid, domain text, record_name text)
language sql
volatile
security definer -- the sidecar may read no table
set search_path = ''
begin atomic
    select
        c.organization_id,
        c.domain,
        '_unison-challenge.' || c.domain as record_name
    from identity.claim_domain_checks(
        claim_domain_checks.max_checks, claim_domain_checks.lease_seconds
    ) as c;
end;

comment on function sidecar.claim_domain_checks(integer, integer) is
'Leases domains whose TXT record is to be looked up. What it says goes to
sidecar.record_domain_check.';

grant execute on function sidecar.claim_domain_checks(integer, integer) to sidecar;
