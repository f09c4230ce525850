create or replace function identity.find_provider_for_address(address text)
returns identity.identity_providers
language sql
stable
set search_path = ''
as $$
    select p.*
    from identity.email_domains as d
    inner join identity.identity_providers as p on d.organization_id = p.organization_id
    where
        d.domain = lower(substring(btrim(find_provider_for_address.address) from '([^@]*)$'))
        and d.verified_at is not null
$$;

comment on function identity.find_provider_for_address(text) is
'Where somebody with an address signs in, or all with a domain: at the provider of the organization
that has proved the domain to be its own. Whether there is such a person is not looked at.';
