-- The staff read how long things are kept.
create policy staff_select on util.settings
for select
to platform_admin
using (key like '%\_retention\_days');
