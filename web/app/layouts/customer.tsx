import { Check, ChevronsUpDown, CreditCard, Factory } from "lucide-react";
import { Link, Outlet } from "react-router";

import { useMe, useOrganizations, useSubscription } from "~/lib/account";
import { switchOrganization } from "~/lib/api";
import { plural } from "~/lib/format";
import { Banner, type Urgency } from "~/ui/Banner";
import { buttonClass } from "~/ui/Button";
import { Menu, MenuItem } from "~/ui/Menu";
import { Shell, type PlaceGroup } from "./Shell";
import { SignedIn } from "./SignedIn";

// A screen of the customer's: a file in routes/, a line in routes.ts, and a line here.
const GROUPS: readonly PlaceGroup[] = [
    {
        label: "Production",
        places: [{ to: "/plants", label: "Plants", icon: Factory, keys: "g p" }],
    },
    {
        label: "Account",
        places: [{ to: "/billing", label: "Billing", icon: CreditCard, keys: "g b" }],
    },
];

export default function CustomerLayout() {
    return (
        <SignedIn as={["user", "impersonation"]}>
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
    return (
        <Shell groups={GROUPS} head={<OrganizationMenu />} banner={<TrialBanner />}>
            {isKnown && <Outlet />}
        </Shell>
    );
}

function OrganizationMenu() {
    const organizations = useOrganizations();
    const rows = organizations.data?.data ?? [];
    const current = rows.find((row) => row.is_current);
    const go = async (id: string) => {
        await switchOrganization(id);
        // Whatever is open belongs to the former one.
        location.assign("/billing");
    };
    return (
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
                            {row.role}
                            {row.is_sandbox && " · sandbox"}
                        </span>
                    </span>
                    {row.is_current && <Check className="size-4 text-brand-ink" aria-label="current" />}
                </MenuItem>
            ))}
        </Menu>
    );
}

/** More than 7 days are information, up to 7 a notice, up to 3 a warning, 1 or an end a danger. */
function trialUrgency(daysLeft: number): Urgency {
    if (daysLeft > 7) return "information";
    if (daysLeft > 3) return "notice";
    return daysLeft > 1 ? "warning" : "danger";
}

function TrialBanner() {
    const subscription = useSubscription().data?.data;
    if (!subscription) return null;
    const choose = (
        <Link to="/billing" className={buttonClass("primary", "sm")}>
            Choose a plan
        </Link>
    );
    if (subscription.trial_days_left !== null && subscription.status === "trialing") {
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
    return null;
}
