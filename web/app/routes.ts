import { index, layout, route, type RouteConfig } from "@react-router/dev/routes";

// An address that is not prerendered is served by the fallback page; the gateway learns which ones
// there are from this list (scripts/finish-build.mjs), and answers 404 to any other.
export default [
    layout("layouts/marketing.tsx", [
        index("routes/marketing/landing.tsx"),
        route("pricing", "routes/marketing/pricing.tsx"),
        route("faq", "routes/marketing/faq.tsx"),
        route("legal/:document", "routes/marketing/legal.tsx"),
        route("404", "routes/marketing/not-found.tsx"),
    ]),

    layout("layouts/auth.tsx", [
        route("sign-in", "routes/auth/sign-in.tsx"),
        route("sign-in/company", "routes/auth/company-sign-in.tsx"),
        route("sign-in/callback/:provider", "routes/auth/provider-callback.tsx"),
        route("sign-up", "routes/auth/sign-up.tsx"),
        route("forgot-password", "routes/auth/forgot-password.tsx"),
        route("reset-password", "routes/auth/reset-password.tsx"),
        route("verify-email", "routes/auth/verify-email.tsx"),
        route("accept-invitation", "routes/auth/accept-invitation.tsx"),
        route("second-factor", "routes/auth/second-factor.tsx"),
        route("unsubscribe", "routes/auth/unsubscribe.tsx"),
    ]),

    layout("layouts/customer.tsx", [
        route("billing", "routes/billing/overview.tsx"),
        route("billing/plans", "routes/billing/plans.tsx"),
        route("billing/invoices", "routes/billing/invoices.tsx"),
        route("billing/invoices/:id", "routes/billing/invoice.tsx"),
        route("billing/cancel", "routes/billing/cancel.tsx"),
        route("plants", "routes/account/plants.tsx"),
        route("custom-fields", "routes/account/custom-fields.tsx"),
        route("team", "routes/account/team.tsx"),
        route("api-keys", "routes/account/api-keys.tsx"),
        route("webhooks", "routes/account/webhooks.tsx"),
        route("webhooks/:id", "routes/account/webhook.tsx"),
        route("activity", "routes/account/activity.tsx"),
        route("settings", "routes/account/settings.tsx"),
    ]),

    layout("layouts/staff.tsx", [
        route("admin", "routes/admin/dashboard.tsx"),
        route("admin/organizations", "routes/admin/organizations.tsx"),
        route("admin/organizations/:organization", "routes/admin/organization.tsx"),
        route("admin/people", "routes/admin/users.tsx"),
        route("admin/people/:person", "routes/admin/user.tsx"),
        route("admin/audit-log", "routes/admin/audit-log.tsx"),
        route("admin/jobs", "routes/admin/jobs.tsx"),
        route("admin/mail", "routes/admin/emails.tsx"),
        route("admin/stripe-events", "routes/admin/stripe-events.tsx"),
        route("admin/commands", "routes/admin/commands.tsx"),
        route("admin/deliveries", "routes/admin/deliveries.tsx"),
        route("admin/drift", "routes/admin/drift.tsx"),
        route("admin/invariants", "routes/admin/invariants.tsx"),
        route("admin/coupons", "routes/admin/coupons.tsx"),
        route("admin/plan-versions", "routes/admin/plan-versions.tsx"),
        layout("layouts/revenue.tsx", [
            route("admin/revenue", "routes/analytics/overview.tsx"),
            route("admin/revenue/movements", "routes/analytics/movements.tsx"),
            route("admin/revenue/retention", "routes/analytics/retention.tsx"),
            route("admin/revenue/acquisition", "routes/analytics/acquisition.tsx"),
            route("admin/revenue/forecasts", "routes/analytics/forecasts.tsx"),
            route("admin/revenue/report", "routes/analytics/report.tsx"),
        ]),
    ]),
] satisfies RouteConfig;
