create function api.set_identity_provider(
    issuer text,
    client_id text,
    default_role text default 'member',
    is_required boolean default false
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
        set_identity_provider.is_required
    );
end
$$;

comment on function api.set_identity_provider(text, text, text, boolean) is
$$Let an identity provider (OpenID Connect) say who people are

issuer as its tokens and its discovery document write it, client_id as it knows this platform. People
with addresses of verified domains (add_email_domain) then sign in by its tokens, and become members
with default_role when they first come. With is_required they do not sign in otherwise;
owners always may. Whoever names the provider could come in as anybody, so only owners do: needs
identity.manage. 402 feature_required without sso.$$;

grant execute on function api.set_identity_provider(text, text, text, boolean) to authenticated;
