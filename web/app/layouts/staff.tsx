import { Building2, ChartNoAxesCombined } from "lucide-react";
import { Outlet } from "react-router";

import { Badge } from "~/ui/Badge";
import { Shell, type PlaceGroup } from "./Shell";
import { SignedIn } from "./SignedIn";

// A screen of the staff's: a file in routes/admin or routes/analytics, a line in routes.ts, a line here.
const GROUPS: readonly PlaceGroup[] = [
    {
        label: "Customers",
        places: [{ to: "/admin", label: "Organizations", icon: Building2, keys: "g o", isExact: true }],
    },
    {
        label: "Business",
        places: [{ to: "/admin/revenue", label: "Revenue", icon: ChartNoAxesCombined, keys: "g r" }],
    },
];

export default function StaffLayout() {
    return (
        <SignedIn as={["staff"]}>
            <Shell
                groups={GROUPS}
                head={
                    <p className="px-2">
                        <Badge tone="warn">Administration</Badge>
                    </p>
                }
            >
                <Outlet />
            </Shell>
        </SignedIn>
    );
}
