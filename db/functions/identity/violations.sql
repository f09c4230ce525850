create or replace view identity.violations
with (security_invoker = true)
as
select
    'organization_without_owner' as name,
    m.organization_id,
    format('none of %s members is an owner', count(*)) as detail
from identity.memberships as m
group by m.organization_id
having count(*) filter (where m.role = 'owner') = 0
union all
select
    'impersonation_too_long',
    s.organization_id,
    format('session %s lasts %s', s.id, s.expires_at - s.created_at)
from identity.sessions as s
where s.kind = 'impersonation' and s.expires_at > s.created_at + interval '60 minutes'
union all
select
    'api_key_unbacked',
    k.organization_id,
    format('key %s counts, and its maker is no member', k.id)
from identity.api_keys as k
where
    k.revoked_at is null
    and not exists (
        select from identity.memberships as m
        where m.organization_id = k.organization_id and m.user_id = k.created_by
    );

comment on view identity.violations is
'What must never be of people and organizations. Empty is healthy.';
