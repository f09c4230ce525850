create function sidecar.record_domain_check(
    organization_id uuid, domain text, texts text[], error text
)
returns text
language sql
volatile
security definer -- the sidecar may write no table
set search_path = ''
begin atomic
    select identity.record_domain_check(
        record_domain_check.organization_id,
        record_domain_check.domain,
        record_domain_check.texts,
        record_domain_check.error
    );
end;

comment on function sidecar.record_domain_check(uuid, text, text[], text) is
'Hands over what the TXT record of a domain says (nothing if there is none), or why nobody knows.
Returns what was made of it.';

grant execute on function sidecar.record_domain_check(uuid, text, text[], text) to sidecar;
