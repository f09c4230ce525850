import { admin } from "~/lib/api";
import { day, number, sentence } from "~/lib/format";
import { Badge } from "~/ui/Badge";
import { Button } from "~/ui/Button";
import { useDeed } from "~/ui/Deed";
import { StaffList } from "~/ui/StaffList";

/** What the staff have granted an organization beside what it pays for. */
export function OrganizationGrants({ id }: { id: string }) {
    const [dialog, begin] = useDeed();
    return (
        <div className="grid gap-6">
            <StaffList
                title="Plans"
                view="tier_overrides"
                caption="Plans granted by the staff"
                fixed={{ organization_id: id }}
                sort="-created_at"
                rowKey={(row) => row.id}
                one="grant"
                empty={{ title: "No plan was ever granted", text: "Grant another plan by Actions." }}
                columns={[
                    { id: "plan", label: "Plan", cell: (row) => sentence(row.plan_code) },
                    { id: "force", label: "In force", cell: (row) => (row.in_force ? <Badge tone="good">Yes</Badge> : "No") },
                    { id: "until", label: "Until", isFigure: true, cell: (row) => (row.expires_at ? day(row.expires_at) : "revoked") },
                    { id: "why", label: "Reason", className: "min-w-40", cell: (row) => row.reason },
                ]}
            />
            <StaffList
                title="Single entitlements"
                view="entitlement_overrides"
                caption="Entitlements granted by the staff"
                fixed={{ organization_id: id }}
                sort="-created_at"
                rowKey={(row) => row.id}
                one="grant"
                empty={{ title: "No entitlement was ever granted", text: "Grant one by Actions." }}
                columns={[
                    { id: "feature", label: "Feature", cell: (row) => sentence(row.feature) },
                    {
                        id: "value",
                        label: "Value",
                        isFigure: true,
                        cell: (row) => (!row.granted ? "None" : row.limit_value === null ? "Granted, no limit" : number(row.limit_value)),
                    },
                    { id: "force", label: "In force", cell: (row) => (row.in_force ? <Badge tone="good">Yes</Badge> : "No") },
                    { id: "why", label: "Reason", className: "min-w-40", cell: (row) => row.reason },
                ]}
                actions={(row) =>
                        row.in_force && (
                            <Button
                                size="sm"
                                aria-label={`Revoke ${sentence(row.feature)}`}
                                onClick={() =>
                                    begin({
                                        title: `Revoke ${sentence(row.feature)}?`,
                                        lead: "Plan and add-ons count again, at once.",
                                        verb: "Revoke",
                                        look: "danger",
                                        done: "The entitlement is revoked",
                                        act: ({ reason = "" }) =>
                                            admin.rpc("revoke_entitlement", { organization_id: id, feature: row.feature, reason }).throwOnError(),
                                    })
                                }
                            >
                                Revoke
                            </Button>
                        )}
            />
            {dialog}
        </div>
    );
}
