import {
    Building2,
    ChartNoAxesCombined,
    Clock,
    CreditCard,
    GitCompareArrows,
    LayoutDashboard,
    Mail,
    ScrollText,
    ShieldCheck,
    SquareTerminal,
    Tags,
    TicketPercent,
    Users,
    Webhook,
} from "lucide-react";
import { useMemo, useState } from "react";
import { Outlet, useNavigate } from "react-router";

import { admin } from "~/lib/api";
import { sentence } from "~/lib/format";
import { useOffered } from "~/lib/palette";
import { useRows } from "~/lib/queries";
import { useSession } from "~/lib/session";
import { useRunJob } from "~/lib/staff";
import { Badge } from "~/ui/Badge";
import type { PaletteItem } from "~/ui/Palette";
import { Shell, type PlaceGroup } from "./Shell";
import { SignedIn } from "./SignedIn";

// A screen of the staff's: a file in routes/admin or routes/analytics, a line in routes.ts, a line here.
const GROUPS: readonly PlaceGroup[] = [
    {
        places: [
            { to: "/admin", label: "Dashboard", icon: LayoutDashboard, keys: "g d", isExact: true },
            { to: "/admin/revenue", label: "Revenue", icon: ChartNoAxesCombined, keys: "g r" },
        ],
    },
    {
        label: "Customers",
        places: [
            { to: "/admin/organizations", label: "Organizations", icon: Building2, keys: "g o" },
            { to: "/admin/people", label: "People", icon: Users, keys: "g p" },
            { to: "/admin/plan-versions", label: "Plan versions", icon: Tags, keys: "g v" },
            { to: "/admin/coupons", label: "Coupons", icon: TicketPercent, keys: "g u" },
            { to: "/admin/audit-log", label: "Audit log", icon: ScrollText, keys: "g a" },
        ],
    },
    {
        label: "Operations",
        places: [
            { to: "/admin/jobs", label: "Jobs", icon: Clock, keys: "g j" },
            { to: "/admin/mail", label: "Mail", icon: Mail, keys: "g m" },
            { to: "/admin/stripe-events", label: "Stripe events", icon: CreditCard, keys: "g s" },
            { to: "/admin/commands", label: "Commands", icon: SquareTerminal, keys: "g c" },
            { to: "/admin/deliveries", label: "Webhook deliveries", icon: Webhook, keys: "g w" },
            { to: "/admin/drift", label: "Drift", icon: GitCompareArrows, keys: "g f" },
            { to: "/admin/invariants", label: "Invariants", icon: ShieldCheck, keys: "g i" },
        ],
    },
];

export default function StaffLayout() {
    const isStaff = useSession()?.kind === "staff";
    const [query, setQuery] = useState("");
    const asked = isStaff && query.length > 1 ? query : "";
    const offered = useOffered();
    const organizations = useOrganizations(asked);
    const actions = useActions(asked !== "");
    return (
        <SignedIn as={["staff"]}>
            <Shell
                groups={GROUPS}
                head={
                    <p className="px-2">
                        <Badge tone="warn">Administration</Badge>
                    </p>
                }
                paletteItems={useMemo(() => [...offered, ...organizations, ...actions], [offered, organizations, actions])}
                onPaletteQuery={setQuery}
            >
                <Outlet />
            </Shell>
        </SignedIn>
    );
}

const MOST_FOUND = 8;

interface Found {
    organizations: { id: string; name: string; status: string | null; plan_code: string | null }[];
}

/** Organizations that the palette finds by what is typed. */
function useOrganizations(query: string): readonly PaletteItem[] {
    const navigate = useNavigate();
    const found = useRows(["admin", "palette", query], async (signal) =>
        query
            ? await admin.rpc("search_organizations", { query, max_rows: MOST_FOUND }).abortSignal(signal).throwOnError()
            : { data: null },
    );
    const answer = found.data?.data as unknown as Found | null | undefined;
    return useMemo(
        () =>
            (answer?.organizations ?? []).map((organization) => ({
                id: organization.id,
                label: organization.name,
                group: "Organizations",
                // What was searched for may be a part of an address, or an id: it stays findable.
                note: [organization.status && sentence(organization.status), organization.plan_code && sentence(organization.plan_code), query]
                    .filter(Boolean)
                    .join(" · "),
                run: () => void navigate(`/admin/organizations/${organization.id}`),
            })),
        [answer, query, navigate],
    );
}

/** What can be done wherever one is. */
function useActions(isAsked: boolean): readonly PaletteItem[] {
    const navigate = useNavigate();
    const { mutate } = useRunJob();
    const jobs = useRows(
        ["admin", "jobs", "names"],
        (signal) => admin.from("jobs").select("name").order("name").abortSignal(signal).throwOnError(),
        { enabled: isAsked },
    );
    const names = jobs.data?.data;
    return useMemo(
        () => [
            { id: "new-coupon", label: "New coupon", group: "Actions", run: () => void navigate("/admin/coupons?new=yes") },
            ...(names ?? []).map(({ name }) => ({
                id: `run-${name}`,
                label: `Run ${sentence(name ?? "").toLowerCase()}`,
                note: "Job",
                group: "Actions",
                run: () => mutate(name ?? ""),
            })),
        ],
        [names, mutate, navigate],
    );
}
