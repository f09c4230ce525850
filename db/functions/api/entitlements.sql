create view api.entitlements
with (security_invoker = true)
as
select
    e.organization_id,
    e.feature,
    e.kind,
    e.granted,
    e.limit_value,
    e.used,
    e.remaining,
    e.mode,
    e.source,
    e.expires_at,
    e.access
from usage.own_entitlements() as e;

comment on view api.entitlements is
$$What the organization may use

One row for each feature: whether it is granted, and of a limit how much, how much is used and how
much is left. explain_entitlement says where an answer comes from.$$;
comment on column api.entitlements.kind is 'boolean, limit or metered.';
comment on column api.entitlements.limit_value is
'Null is unlimited, or a feature without a limit; storage is in bytes.';
comment on column api.entitlements.mode is
'hard refuses more, soft allows it, grace_then_block allows it for some days.';
comment on column api.entitlements.source is 'override, add_on (with the plan), plan or none.';
comment on column api.entitlements.access is
'full, or read_only: what is granted may be read, but nothing written.';

grant select on api.entitlements to authenticated;
