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

create policy staff_select on usage.tier_overrides
for select
to platform_admin
using (true);

create policy staff_select on usage.risks
for select
to platform_admin
using (true);

create policy staff_select on usage.counters
for select
to platform_admin
using (true);

create policy staff_select on usage.rollups
for select
to platform_admin
using (true);

create policy staff_select on usage.alerts
for select
to platform_admin
using (true);
