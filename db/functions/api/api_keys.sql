create view api.api_keys
with (security_invoker = true)
as
select
    k.id,
    k.organization_id,
    k.name,
    k.prefix,
    k.created_by,
    k.created_at,
    k.last_used_at,
    k.revoked_at
from identity.api_keys as k
where k.organization_id = (select identity.current_organization_id());

comment on view api.api_keys is
$$The organization's API keys

One row for each, also the revoked. prefix is how the key begins; the rest of it is kept nowhere.
last_used_at is when it was last exchanged. Seen by whoever has developers.manage.$$;

grant select (
    organization_id, id, name, prefix, created_by, created_at, last_used_at, revoked_at
) on identity.api_keys to authenticated;
grant select on api.api_keys to authenticated;
