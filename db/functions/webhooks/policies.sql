create policy staff_select on webhooks.stripe_events
for select
to platform_admin
using (true);
