create or replace function identity.can_use_password(organization_id uuid, user_id uuid)
returns boolean
language sql
stable
begin atomic
    select not exists (
        select
        from identity.identity_providers as p
        inner join identity.memberships as m on p.organization_id = m.organization_id
        inner join identity.users as u on m.user_id = u.id
        inner join identity.email_domains as d
            on
                p.organization_id = d.organization_id
                and d.domain = lower(substring(u.email from '@([^@]*)$'))
                and d.verified_at is not null
        where
            p.organization_id = can_use_password.organization_id
            and p.is_required
            and m.user_id = can_use_password.user_id
            and m.role <> 'owner'
    );
end;

comment on function identity.can_use_password(uuid, uuid) is
'Whether a person may come into an organization by password. Not if the organization insists on its
provider, and the address is of one of its domains; but owners always.';
