create function api.check_email_domain(domain text)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.request_domain_check(
        identity.require_permission('identity.manage'), check_email_domain.domain
    );
end
$$;

comment on function api.check_email_domain(text) is
$$Have the record of a domain looked up now

email_domains tells the outcome within seconds. Needs identity.manage. 404 email_domain_not_found,
429 too_many_tries.$$;

grant execute on function api.check_email_domain(text) to authenticated;
