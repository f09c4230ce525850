create view admin.email_domains
with (security_invoker = true)
as
select
    d.organization_id,
    d.domain,
    d.verified_at,
    d.checked_at,
    d.missing_since_at,
    d.error,
    d.created_at
from identity.email_domains as d;

comment on view admin.email_domains is
$$Domains that organizations say are theirs

verified_at is null until one has proved it; of a domain one organization alone has it.$$;

grant select (
    organization_id, domain, verified_at, checked_at, missing_since_at, error, created_at
) on identity.email_domains to platform_admin;
grant select on admin.email_domains to platform_admin;
