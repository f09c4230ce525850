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
    )
union all
select
    'session_without_second_factor',
    s.organization_id,
    format('session %s counts without the code that its person has to give', s.id)
from identity.second_factors as f
inner join identity.sessions as s on f.user_id = s.user_id
where
    f.enrolled_at is not null
    and s.kind in ('user', 'staff')
    and s.second_factor_at is null
    and s.revoked_at is null
    and s.expires_at > util.wall_clock();

comment on view identity.violations is
'What must never be of people and organizations. Empty is healthy.';
