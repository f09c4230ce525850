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

create policy staff_select on analytics.period_totals
for select
to platform_admin
using (true);

create policy analyst_select on analytics.period_totals
for select
to analyst
using (true);

create policy staff_select on analytics.cohort_totals
for select
to platform_admin
using (true);

create policy analyst_select on analytics.cohort_totals
for select
to analyst
using (true);

create policy staff_select on analytics.departure_totals
for select
to platform_admin
using (true);

create policy analyst_select on analytics.departure_totals
for select
to analyst
using (true);

create policy staff_select on analytics.breakdown_totals
for select
to platform_admin
using (true);

create policy analyst_select on analytics.breakdown_totals
for select
to analyst
using (true);

create policy staff_select on analytics.refreshes
for select
to platform_admin
using (true);

create policy analyst_select on analytics.refreshes
for select
to analyst
using (true);

create policy staff_select on analytics.projections
for select
to platform_admin
using (true);

create policy analyst_select on analytics.projections
for select
to analyst
using (true);

create policy staff_select on analytics.health_thresholds
for select
to platform_admin
using (true);

create policy analyst_select on analytics.health_thresholds
for select
to analyst
using (true);
