-- The catalogue is public as far as it is published. Staff also see drafts and private plans.
-- Grants and prices follow their version: the select inside obeys the version's policy.
create policy public_select on catalog.plans
for select
to anon, authenticated
using (is_public);

create policy staff_select on catalog.plans
for select
to platform_admin
using (true);

create policy public_select on catalog.plan_versions
for select
to anon, authenticated
using (published_at is not null);

create policy staff_select on catalog.plan_versions
for select
to platform_admin
using (true);

create policy public_select on catalog.plan_features
for select
to anon, authenticated
using (
    exists (
        select
        from catalog.plan_versions as v
        where v.id = plan_features.plan_version_id
    )
);

create policy staff_select on catalog.plan_features
for select
to platform_admin
using (true);

create policy public_select on catalog.features
for select
to anon, authenticated
using (true);

create policy staff_select on catalog.features
for select
to platform_admin
using (true);

create policy public_select on catalog.add_ons
for select
to anon, authenticated
using (true);

create policy staff_select on catalog.add_ons
for select
to platform_admin
using (true);

create policy public_select on catalog.prices
for select
to anon, authenticated
using (
    plan_version_id is null
    or exists (
        select
        from catalog.plan_versions as v
        where v.id = prices.plan_version_id
    )
);

create policy staff_select on catalog.prices
for select
to platform_admin
using (true);

create policy public_select on catalog.cancellation_reasons
for select
to anon, authenticated
using (true);

create policy staff_select on catalog.cancellation_reasons
for select
to platform_admin
using (true);

create policy staff_select on catalog.coupons
for select
to platform_admin
using (true);

-- Analysts have no usage of this schema: breakdowns and what-ifs name plans and their prices.
create policy analyst_select on catalog.plan_versions
for select
to analyst
using (true);

create policy analyst_select on catalog.prices
for select
to analyst
using (true);
