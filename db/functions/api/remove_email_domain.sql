create function api.remove_email_domain(domain text)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.remove_email_domain(
        identity.require_permission('identity.manage'), remove_email_domain.domain
    );
end
$$;

comment on function api.remove_email_domain(text) is
$$Give a domain up

Of a verified one the provider's people are out at the next request. Needs identity.manage. 404
email_domain_not_found.$$;

grant execute on function api.remove_email_domain(text) to authenticated;
