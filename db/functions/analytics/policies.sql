create policy staff_select on analytics.acquisition_spend
for select
to platform_admin
using (true);

create policy analyst_select on analytics.acquisition_spend
for select
to analyst
using (true);

create policy staff_select on analytics.forecasts
for select
to platform_admin
using (true);

create policy analyst_select on analytics.forecasts
for select
to analyst
using (true);
