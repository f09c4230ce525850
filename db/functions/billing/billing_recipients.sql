create or replace function billing.billing_recipients(organization_id uuid)
returns table (user_id uuid, email text, full_name text)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
        select
            u.id,
            u.email,
            u.full_name
        from identity.memberships as m
        inner join identity.users as u on m.user_id = u.id
        where
            m.organization_id = billing_recipients.organization_id
            and m.role in ('owner', 'billing')
        union all
        select
            null,
            c.address,
            o.name
        from billing.profiles as p
        inner join identity.organizations as o on p.organization_id = o.id
        cross join unnest(p.contacts) as c (address)
        where
            p.organization_id = billing_recipients.organization_id
            -- Who gets it as a member does not get it twice.
            and not exists (
                select from identity.memberships as m
                inner join identity.users as u on m.user_id = u.id
                where
                    m.organization_id = p.organization_id
                    and m.role in ('owner', 'billing')
                    and lower(u.email) = lower(c.address)
            );
end
$$;

comment on function billing.billing_recipients(uuid) is
'Who gets letters about what an organization pays: owners, those who see to the billing, and the
contacts of its billing profile, who may be nobody''s user.';
