create view api.email_domains
with (security_invoker = true)
as
select
    d.organization_id,
    d.domain,
    '_unison-challenge.' || d.domain as record_name,
    d.challenge as record_value,
    d.verified_at is not null as is_verified,
    d.verified_at,
    d.checked_at,
    d.missing_since_at,
    d.due_at is not null and d.verified_at is null as is_being_checked,
    d.error,
    d.created_by,
    d.created_at
from identity.email_domains as d;

comment on view api.email_domains is
$$Domains of the organization's addresses

For those who have identity.manage. A TXT record record_name that says record_value verifies one, and
has to stay: it is looked up every day, and after three days without it the domain is lost.$$;

grant select on identity.email_domains to authenticated;
grant select on api.email_domains to authenticated;
