create policy staff_select on notify.suppressions
for select
to platform_admin
using (true);

create policy staff_select on notify.emails
for select
to platform_admin
using (true);

create policy own_select on notify.emails
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and user_id = (select identity.current_user_id())
);
