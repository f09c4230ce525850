create view admin.identity_providers
with (security_invoker = true)
as
select
    p.organization_id,
    p.issuer,
    p.client_id,
    p.default_role,
    p.is_required,
    p.created_at,
    k.fetched_at as keys_fetched_at,
    k.error as keys_error
from identity.identity_providers as p
left join identity.key_sets as k on p.issuer = k.issuer;

comment on view admin.identity_providers is
$$Who says who an organization's people are

And how the last fetch of the provider's keys went.$$;

grant select on identity.identity_providers to platform_admin;
grant select (issuer, fetched_at, error) on identity.key_sets to platform_admin;
grant select on admin.identity_providers to platform_admin;
