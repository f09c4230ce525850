import {
    Building2,
    ChartNoAxesCombined,
    Clock,
    CreditCard,
    GitCompareArrows,
    LayoutDashboard,
    Mail,
    ScrollText,
    SquareTerminal,
    Tags,
    Users,
    Webhook,
} from "lucide-react";
import { useMemo, useState } from "react";
import { Outlet, useNavigate } from "react-router";

import { admin } from "~/lib/api";
import { sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useSession } from "~/lib/session";
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
        ],
    },
];

const MOST_FOUND = 8;

interface Found {
    organizations: { id: string; name: string; status: string | null; plan_code: string | null }[];
}

export default function StaffLayout() {
    const navigate = useNavigate();
    const isStaff = useSession()?.kind === "staff";
    const [query, setQuery] = useState("");
    const found = useRows(["admin", "palette", isStaff ? query : ""], async (signal) =>
        isStaff && query.length > 1
            ? await admin.rpc("search_organizations", { query, max_rows: MOST_FOUND }).abortSignal(signal).throwOnError()
            : { data: null },
    );
    const answer = found.data?.data as unknown as Found | null | undefined;
    const items = useMemo<PaletteItem[]>(
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
    return (
        <SignedIn as={["staff"]}>
            <Shell
                groups={GROUPS}
                head={
                    <p className="px-2">
                        <Badge tone="warn">Administration</Badge>
                    </p>
                }
                paletteItems={items}
                onPaletteQuery={setQuery}
            >
                <Outlet />
            </Shell>
        </SignedIn>
    );
}
