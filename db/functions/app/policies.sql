create policy tenant_select on app.plants
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy tenant_select on app.custom_fields
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));
