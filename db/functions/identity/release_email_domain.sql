create or replace function identity.release_email_domain(email_domain identity.email_domains)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update identity.email_domains as d
    set
        verified_at = null,
        missing_since_at = null,
        due_at = null,
        error = 'the domain has another owner, or its record is gone'
    where
        d.organization_id = email_domain.organization_id and d.domain = email_domain.domain;
    perform identity.end_external_sessions(email_domain.organization_id, 'domain_lost');
end
$$;

comment on function identity.release_email_domain(identity.email_domains) is
'Takes a domain from the organization that had proved it, and ends what its provider let in.';
