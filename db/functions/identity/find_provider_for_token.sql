create or replace function identity.find_provider_for_token(claims jsonb)
returns identity.identity_providers
language sql
stable
set search_path = ''
as $$
    select p.*
    from identity.email_domains as d
    inner join identity.identity_providers as p on d.organization_id = p.organization_id
    where
        d.domain = lower(substring(find_provider_for_token.claims ->> 'email' from '@([^@]*)$'))
        and d.verified_at is not null
        and p.issuer = find_provider_for_token.claims ->> 'iss'
$$;

comment on function identity.find_provider_for_token(jsonb) is
'Whose provider a token speaks for: the organization''s that owns the domain of its address, if that
has named this issuer. Two organizations may name the same one, and be told apart so.';
