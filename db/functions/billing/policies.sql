-- Everybody of an organization sees what it has bought; what it pays takes the permission.
create policy tenant_select on billing.subscriptions
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on billing.subscriptions
for select
to platform_admin
using (true);

create policy tenant_select on billing.subscription_items
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on billing.subscription_items
for select
to platform_admin
using (true);

create policy tenant_select on billing.subscription_versions
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on billing.subscription_versions
for select
to platform_admin
using (true);

-- Analysts have no schema usage here and a few columns: they come through schema analytics.
create policy analyst_select on billing.subscription_versions
for select
to analyst
using (true);

-- Analysts see a subscription's source and the end it is to have.
create policy analyst_select on billing.subscriptions
for select
to analyst
using (true);

create policy analyst_select on billing.subscription_facts
for select
to analyst
using (true);

create policy staff_select on billing.subscription_facts
for select
to platform_admin
using (true);

create policy analyst_select on billing.imported_customers
for select
to analyst
using (true);

create policy staff_select on billing.imported_customers
for select
to platform_admin
using (true);

create policy staff_select on billing.stripe_objects
for select
to platform_admin
using (true);

create policy tenant_select on billing.invoices
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.invoices
for select
to platform_admin
using (true);

create policy staff_select on billing.contracts
for select
to platform_admin
using (true);

create policy tenant_select on billing.credit_notes
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.credit_notes
for select
to platform_admin
using (true);

create policy staff_select on billing.migrations
for select
to platform_admin
using (true);

create policy staff_select on billing.migration_items
for select
to platform_admin
using (true);

create policy tenant_select on billing.invoice_lines
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.invoice_lines
for select
to platform_admin
using (true);

create policy tenant_select on billing.payments
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.payments
for select
to platform_admin
using (true);

create policy tenant_select on billing.profiles
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

-- These rows carry links that act for the organization.
create policy tenant_select on billing.checkout_sessions
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.manage'))
);

create policy tenant_select on billing.stripe_commands
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.manage'))
);

create policy staff_select on billing.stripe_commands
for select
to platform_admin
using (true);

-- What-ifs are asked of cases, by the staff and by analysts.
create policy analyst_select on billing.dunning_cases
for select
to analyst
using (true);

create policy analyst_select on billing.dunning_actions
for select
to analyst
using (true);

create policy staff_select on billing.dunning_actions
for select
to platform_admin
using (true);

create policy analyst_select on billing.dunning_steps
for select
to analyst
using (true);

create policy staff_select on billing.dunning_steps
for select
to platform_admin
using (true);

create policy tenant_select on billing.dunning_cases
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy tenant_select on billing.dunning_actions
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy tenant_select on billing.dunning_steps
for select
to authenticated
using (true);

create policy tenant_select on billing.pending_changes
for select
to authenticated
using (organization_id = (select identity.current_organization_id()));

create policy staff_select on billing.stripe_drifts
for select
to platform_admin
using (true);

create policy staff_select on billing.reconciliations
for select
to platform_admin
using (true);

create policy tenant_select on billing.coupon_redemptions
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy tenant_select on billing.charges
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.charges
for select
to platform_admin
using (true);

create policy tenant_select on billing.refunds
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.refunds
for select
to platform_admin
using (true);

create policy staff_select on billing.refund_notes
for select
to platform_admin
using (true);

create policy tenant_select on billing.disputes
for select
to authenticated
using (
    organization_id = (select identity.current_organization_id())
    and (select identity.has_permission('billing.read'))
);

create policy staff_select on billing.disputes
for select
to platform_admin
using (true);

create policy staff_select on billing.dunning_cases
for select
to platform_admin
using (true);
