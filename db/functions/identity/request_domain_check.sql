create or replace function identity.request_domain_check(organization_id uuid, domain text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform identity.count_try('domain_checks:' || request_domain_check.organization_id, 100);

    update identity.email_domains as d
    set due_at = util.wall_clock()
    where
        d.organization_id = request_domain_check.organization_id
        and d.domain = lower(btrim(request_domain_check.domain));
    if not found then
        perform util.fail(
            404, 'email_domain_not_found', 'The organization has no such domain'
        );
    end if;
end
$$;

comment on function identity.request_domain_check(uuid, text) is
'Has the sidecar look up the record of a domain as soon as it can.';
