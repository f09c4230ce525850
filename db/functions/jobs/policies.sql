create policy staff_select on jobs.runs
for select
to platform_admin
using (true);
