create view api.invitations
with (security_invoker = true)
as
select
    i.id,
    i.organization_id,
    i.email,
    i.role,
    case
        when i.accepted_at is not null then 'accepted'
        when i.revoked_at < i.expires_at then 'revoked'
        when i.expires_at <= util.wall_clock() then 'expired'
        else 'pending'
    end as status,
    i.invited_by,
    i.created_at,
    i.expires_at,
    i.accepted_at,
    i.accepted_by,
    i.revoked_at
from identity.invitations as i
where i.organization_id = (select identity.current_organization_id());

comment on view api.invitations is
$$The organization's invitations

One row for each, also those that are over. status is pending, accepted, revoked or expired; a
pending one holds a seat.$$;

grant select (
    organization_id, id, email, role, invited_by, created_at, expires_at,
    accepted_at, accepted_by, revoked_at
) on identity.invitations to authenticated;
grant select on api.invitations to authenticated;
