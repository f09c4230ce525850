create function api.add_email_domain(domain text)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('identity.manage');
    v_domain identity.email_domains;
begin
    perform usage.require_feature('sso');
    v_domain = identity.add_email_domain(v_organization_id, add_email_domain.domain);
    return json_build_object(
        'domain', v_domain.domain,
        'record_name', '_unison-challenge.' || v_domain.domain,
        'record_value', v_domain.challenge
    );
end
$$;

comment on function api.add_email_domain(text) is
$$Say that a domain is the organization's own

Answers {domain, record_name, record_value}: the TXT record that proves it. check_email_domain looks it
up. Needs identity.manage. 402 feature_required without sso, 409 too_many_email_domains.$$;

grant execute on function api.add_email_domain(text) to authenticated;
