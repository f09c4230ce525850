create policy staff_select on notify.suppressions
for select
to platform_admin
using (true);

create policy staff_select on notify.emails
for select
to platform_admin
using (true);
