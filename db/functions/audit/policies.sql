create policy tenant_select on audit.entries
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('activity.read'))
);

create policy staff_select on audit.entries
for select
to platform_admin
using (true);

-- What of a table is recorded, and shown, is no secret.
create policy tenant_select on audit.subjects
for select
to authenticated
using (true);
