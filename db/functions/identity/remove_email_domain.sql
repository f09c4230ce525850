create or replace function identity.remove_email_domain(organization_id uuid, domain text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_row identity.email_domains;
begin
    delete from identity.email_domains as d
    where
        d.organization_id = remove_email_domain.organization_id
        and d.domain = lower(btrim(remove_email_domain.domain))
    returning d.* into v_row;

    if v_row.domain is null then
        perform util.fail(
            404, 'email_domain_not_found', 'The organization has no such domain'
        );
    end if;
    if v_row.verified_at is not null then
        perform identity.end_external_sessions(v_row.organization_id, 'domain_removed');
    end if;
end
$$;

comment on function identity.remove_email_domain(uuid, text) is
'Takes a domain from an organization. Whoever came in by the provider comes in again, or does not.';
