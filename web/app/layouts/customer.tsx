import {
    Check,
    ChevronsUpDown,
    CreditCard,
    Factory,
    History,
    KeyRound,
    Plus,
    ReceiptText,
    Settings,
    TextCursorInput,
    Users,
    Webhook,
} from "lucide-react";
import { useState } from "react";
import { Link, Navigate, Outlet, useLocation } from "react-router";

import { NewOrganization } from "~/account/NewOrganization";
import { useMe, useOrganizations, usePermission, useSubscription } from "~/lib/account";
import { switchOrganization } from "~/lib/api";
import { useAllowed } from "~/lib/billing";
import { ApiError } from "~/lib/errors";
import { day, plural, sentence } from "~/lib/format";
import { useSession } from "~/lib/session";
import { Banner, type Urgency } from "~/ui/Banner";
import { buttonClass } from "~/ui/Button";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { Shell, type PlaceGroup } from "./Shell";
import { SignedIn } from "./SignedIn";

// A screen of the customer's: a file in routes/, a line in routes.ts, and a line here.
const GROUPS: readonly PlaceGroup[] = [
    {
        label: "Production",
        places: [
            { to: "/plants", label: "Plants", icon: Factory, keys: "g p" },
            { to: "/custom-fields", label: "Custom fields", icon: TextCursorInput, keys: "g f" },
        ],
    },
    {
        label: "Account",
        places: [
            { to: "/billing", label: "Billing", icon: CreditCard, keys: "g b", isExact: true },
            { to: "/billing/invoices", label: "Invoices", icon: ReceiptText, keys: "g i" },
            { to: "/team", label: "Team", icon: Users, keys: "g t" },
            { to: "/activity", label: "Activity", icon: History, keys: "g a" },
            { to: "/settings", label: "Settings", icon: Settings, keys: "g s" },
        ],
    },
    {
        label: "Developers",
        places: [
            { to: "/api-keys", label: "API keys", icon: KeyRound, keys: "g k" },
            { to: "/webhooks", label: "Webhooks", icon: Webhook, keys: "g w" },
        ],
    },
];

export default function CustomerLayout() {
    return (
        <SignedIn as={["user", "external", "impersonation"]}>
            <Customer />
        </SignedIn>
    );
}

function Customer() {
    // Who I am and how the subscription stands decide what is shown: screens begin when both are known,
    // so that nothing moves when they come.
    const me = useMe();
    const subscription = useSubscription();
    const isKnown = !me.isPending && !subscription.isPending;
    if (subscription.error instanceof ApiError && subscription.error.code === "second_factor_missing") {
        return <Navigate to="/second-factor" replace />;
    }
    return (
        <Shell groups={GROUPS} head={<OrganizationMenu />} banner={<StateBanner />}>
            {isKnown && <Outlet />}
        </Shell>
    );
}

function OrganizationMenu() {
    const organizations = useOrganizations();
    const rows = organizations.data?.data ?? [];
    const current = rows.find((row) => row.is_current);
    const isOneself = useSession()?.kind === "user";
    const [isFounding, setIsFounding] = useState(false);
    const go = async (id: string) => {
        await switchOrganization(id);
        // Whatever is open belongs to the former one.
        location.assign("/billing");
    };
    return (
        <>
            <Menu
                trigger={
                    <button type="button" className={buttonClass("secondary", "md", "w-full justify-between px-3")}>
                        <span className="truncate">{current?.name ?? "…"}</span>
                        <ChevronsUpDown className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
                        <span className="sr-only">, change the organization</span>
                    </button>
                }
            >
                {rows.map((row) => (
                    <MenuItem key={row.id} onSelect={() => row.id && !row.is_current && void go(row.id)}>
                        <span className="min-w-0 flex-1">
                            <span className="block truncate font-medium">{row.name}</span>
                            <span className="block text-xs text-ink-3">
                                {sentence(row.role ?? "")}
                                {row.is_sandbox && " · sandbox"}
                            </span>
                        </span>
                        {row.is_current && <Check className="size-4 shrink-0 text-brand-ink" aria-label="current" />}
                    </MenuItem>
                ))}
                {isOneself && (
                    <>
                        <MenuSeparator />
                        <MenuItem onSelect={() => setIsFounding(true)}>
                            <Plus className="size-4" aria-hidden="true" /> New organization
                        </MenuItem>
                    </>
                )}
            </Menu>
            {isFounding && <NewOrganization onClose={() => setIsFounding(false)} />}
        </>
    );
}

/** More than 7 days are information, up to 7 a notice, up to 3 a warning, 1 or an end a danger. */
function trialUrgency(daysLeft: number): Urgency {
    if (daysLeft > 7) return "information";
    if (daysLeft > 3) return "notice";
    return daysLeft > 1 ? "warning" : "danger";
}

/** What concerns every screen of the subscription. Under Billing most of it stands anyway, with what can be done. */
function StateBanner() {
    const subscription = useSubscription().data?.data;
    const allowed = useAllowed();
    const mayManage = usePermission("billing.manage");
    const { pathname } = useLocation();
    if (!subscription) return null;
    const isAtBilling = pathname === "/billing";
    // Where plans are offered anyway, the banner does not ask as well.
    const choose = mayManage && allowed("start_checkout") && !/^\/billing(\/plans)?$/.test(pathname) && (
        <Link to="/billing/plans" className={buttonClass("primary", "sm")}>
            Choose a plan
        </Link>
    );
    const toBilling = (label: string, look: "primary" | "secondary") =>
        mayManage && (
            <Link to="/billing" className={buttonClass(look, "sm")}>
                {label}
            </Link>
        );
    if (subscription.trial_days_left !== null && subscription.status === "trialing") {
        // Who has chosen already needs no reminder.
        if (!allowed("start_checkout")) return null;
        const days = subscription.trial_days_left;
        return (
            <Banner urgency={trialUrgency(days)} title={`${plural(days, "day")} left in your trial`} action={choose}>
                Everything in Professional is open to you until then. Nothing is deleted when it ends.
            </Banner>
        );
    }
    if (subscription.status === "suspended" && subscription.status_reason === "trial_ended") {
        return (
            <Banner urgency="danger" title="Your trial has ended" action={choose}>
                Your data can be read, and nothing was deleted. Choose a plan to go on working.
            </Banner>
        );
    }
    if (subscription.status === "suspended" && subscription.status_reason === "trial_used") {
        return (
            <Banner urgency="notice" title="Choose a plan to begin" action={choose}>
                You have had your trial in another organization. Until a plan is chosen this one can be looked at, and not changed.
            </Banner>
        );
    }
    if (isAtBilling) return null;
    if (subscription.status === "suspended") {
        return (
            <Banner urgency="danger" title="The subscription is suspended" action={toBilling("See why", "primary")}>
                Everything can be read, and not changed. Nothing was deleted.
            </Banner>
        );
    }
    if (subscription.status === "past_due") {
        return (
            <Banner urgency="danger" title="A payment failed" action={toBilling("See what is open", "primary")}>
                Pay the open invoice, and everything goes on as it was.
            </Banner>
        );
    }
    if (subscription.status === "paused") {
        return (
            <Banner urgency="notice" title="The subscription is paused" action={toBilling("Resume", "secondary")}>
                Everything can be read, and not changed
                {subscription.resumes_at && `; it goes on by itself on ${day(subscription.resumes_at)} (UTC)`}.
            </Banner>
        );
    }
    if (subscription.status === "canceled") {
        return (
            <Banner urgency="notice" title="The subscription has ended" action={toBilling("Come back", "primary")}>
                Everything can be read and taken along, and not changed. Nothing was deleted.
            </Banner>
        );
    }
    return null;
}
