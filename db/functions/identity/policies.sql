create policy tenant_select on identity.organizations
for select
to authenticated
using (id = (select identity.current_organization_id()));

create policy staff_select on identity.organizations
for select
to platform_admin
using (true);

-- Analysts have no usage of this schema and see two columns: figures leave sandboxes out.
create policy analyst_select on identity.organizations
for select
to analyst
using (true);

create policy tenant_select on identity.memberships
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on identity.memberships
for select
to platform_admin
using (true);

create policy tenant_select on identity.invitations
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on identity.invitations
for select
to platform_admin
using (true);

-- Fellow members, oneself among them.
create policy tenant_select on identity.users
for select
to authenticated
using (
    id in (
        select m.user_id
        from identity.memberships as m
        where m.organization_id = (select identity.current_organization_id())
    )
);

create policy staff_select on identity.users
for select
to platform_admin
using (true);
