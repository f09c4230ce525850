create policy staff_select on webhooks.stripe_events
for select
to platform_admin
using (true);

create policy staff_select on webhooks.alarms
for select
to platform_admin
using (true);

-- What endpoints are told is more than a member may read elsewhere, so they are for developers.
create policy tenant_select on webhooks.endpoints
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('developers.manage'))
);

create policy staff_select on webhooks.endpoints
for select
to platform_admin
using (true);

create policy tenant_select on webhooks.events
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('developers.manage'))
);

create policy staff_select on webhooks.events
for select
to platform_admin
using (true);

create policy tenant_select on webhooks.deliveries
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('developers.manage'))
);

create policy staff_select on webhooks.deliveries
for select
to platform_admin
using (true);

create policy tenant_select on webhooks.delivery_attempts
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('developers.manage'))
);

-- What can be subscribed to is no secret.
create policy tenant_select on webhooks.event_types
for select
to authenticated
using (true);
