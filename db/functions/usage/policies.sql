create policy tenant_select on usage.snapshots
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy tenant_select on usage.alerts
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on usage.overrides
for select
to platform_admin
using (true);
