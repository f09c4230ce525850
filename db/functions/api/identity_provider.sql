create view api.identity_provider
with (security_invoker = true)
as
select
    p.organization_id,
    p.issuer,
    p.client_id,
    p.default_role,
    p.is_required,
    p.max_age_seconds,
    p.acr_values,
    s.organization_id is not null as has_secret,
    p.created_by,
    p.created_at,
    k.fetched_at as keys_fetched_at,
    k.error as keys_error,
    p.sign_in_error,
    p.sign_in_failed_at
from identity.identity_providers as p
left join identity.provider_secrets as s on p.organization_id = s.organization_id
left join identity.key_sets as k on p.issuer = k.issuer;

comment on view api.identity_provider is
$$The provider that says who the organization's people are

One row, or none; for those who have identity.manage. keys_fetched_at and keys_error tell how the last
fetch of its keys went: without keys nobody signs in by it. sign_in_error tells why the last sign-in of
somebody in a browser came to nothing. Its secret is never shown.$$;

grant select on identity.identity_providers to authenticated;
grant select (organization_id) on identity.provider_secrets to authenticated;
grant select (issuer, fetched_at, error) on identity.key_sets to authenticated;
grant select on api.identity_provider to authenticated;
