create function api.set_identity_provider(
    issuer text,
    client_id text,
    default_role text default 'member',
    is_required boolean default false,
    client_secret text default null,
    max_age_seconds integer default null,
    acr_values text[] default '{}'
)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('identity.manage');
begin
    perform usage.require_feature('sso');
    perform identity.set_identity_provider(
        v_organization_id,
        set_identity_provider.issuer,
        set_identity_provider.client_id,
        set_identity_provider.default_role,
        set_identity_provider.is_required,
        set_identity_provider.max_age_seconds,
        set_identity_provider.acr_values
    );
    perform identity.set_provider_secret(v_organization_id, set_identity_provider.client_secret);
end
$$;

comment on function api.set_identity_provider(
    text, text, text, boolean, text, integer, text[]
) is
$$Let an identity provider (OpenID Connect) say who people are

issuer as its tokens and its discovery document write it, client_id as it knows this platform. People
with addresses of verified domains (add_email_domain) then sign in by its tokens, and become members
with default_role when they first come. With is_required they do not sign in otherwise;
owners always may. client_secret is what the provider knows this platform by when people come in a
browser: without one the former stays, an empty one takes it away, and so does another issuer or
client_id. With max_age_seconds people must have proved there who they are at most so long ago
(auth_time), with acr_values in one of these ways (acr). Whoever names the provider could come in as
anybody, so only owners do: needs identity.manage. 402 feature_required without sso.$$;

grant execute on function api.set_identity_provider(
    text, text, text, boolean, text, integer, text[]
) to authenticated;
