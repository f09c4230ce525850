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

-- A machine sees whom it acts for.
create policy tenant_select on identity.memberships
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and case
        when (select identity.has_permission('members.read')) then true
        else user_id = (select identity.current_user_id())
    end
);

create policy staff_select on identity.memberships
for select
to platform_admin
using (true);

create policy tenant_select on identity.invitations
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('members.read'))
);

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

create policy tenant_select on identity.api_keys
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('developers.manage'))
);

-- A key stands for no person, and whom a provider lets in has its factor there.
create policy own_select on identity.second_factors
for select
to authenticated
using (
    user_id = (select identity.current_user_id())
    and (select identity.current_session_kind()) in ('user', 'impersonation')
);

create policy staff_select on identity.second_factors
for select
to platform_admin
using (true);

create policy person_select on identity.sessions
for select
to authenticated
using (
    user_id = (select identity.current_user_id())
    and identity.is_own_session(kind, organization_id)
);

create policy staff_select on identity.sessions
for select
to platform_admin
using (true);

create policy tenant_select on identity.identity_providers
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('identity.manage'))
);

create policy staff_select on identity.identity_providers
for select
to platform_admin
using (true);

create policy tenant_select on identity.provider_secrets
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('identity.manage'))
);

create policy tenant_select on identity.email_domains
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('identity.manage'))
);

create policy staff_select on identity.email_domains
for select
to platform_admin
using (true);

-- Keys of whom the organization's own provider names.
create policy tenant_select on identity.key_sets
for select
to authenticated
using (
    exists (
        select from identity.identity_providers as p
        where
            p.issuer = key_sets.issuer
            and p.organization_id = (select identity.current_organization_id())
    )
);

create policy staff_select on identity.key_sets
for select
to platform_admin
using (true);
