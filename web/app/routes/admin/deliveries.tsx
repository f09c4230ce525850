import { useState } from "react";

import { admin, type AdminRow } from "~/lib/api";
import { moment, number } from "~/lib/format";
import { useAction } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Button } from "~/ui/Button";
import { Page } from "~/ui/Page";
import { ReasonDialog } from "~/ui/ReasonDialog";
import { StaffList } from "~/ui/StaffList";

type Delivery = AdminRow<"webhook_deliveries">;

export default function Deliveries() {
    const [chosen, setChosen] = useState<Delivery | null>(null);
    const { mutateAsync } = useAction(
        async ({ id, reason }: { id: string; reason: string }) => await admin.rpc("retry_delivery", { id, reason }).throwOnError(),
        { invalidates: [["admin"]], done: "The webhook is sent again" },
    );
    return (
        <Page title="Webhook deliveries" lead="What customers' endpoints were told in the last 30 days, and whether they heard it; without what was said.">
            <StaffList
                view="webhook_deliveries"
                caption="Webhook deliveries"
                sort="-created_at"
                rowKey={(row) => row.id}
                one="delivery"
                many="deliveries"
                search={{ label: "Search by type or address", columns: ["event_type", "url"] }}
                filters={[
                    { name: "status", label: "Status", options: ["pending", "sending", "succeeded", "failed"].map((value) => ({ value })) },
                ]}
                empty={{ title: "No endpoint was told anything yet" }}
                columns={[
                    { id: "type", label: "Event", sort: "event_type", cell: (row) => row.event_type },
                    { id: "url", label: "To", className: "break-all", cell: (row) => row.url },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "http", label: "Answer", isFigure: true, cell: (row) => row.http_status ?? "–" },
                    { id: "took", label: "Took", isFigure: true, cell: (row) => (row.duration_ms === null ? "–" : `${number(row.duration_ms)} ms`) },
                    { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                    { id: "at", label: "When", sort: "created_at", isFigure: true, cell: (row) => moment(row.created_at) },
                    {
                        id: "act",
                        label: <span className="sr-only">Actions</span>,
                        className: "w-0",
                        cell: (row) =>
                            !row.is_endpoint_disabled && (
                                <Button size="sm" onClick={() => setChosen(row)}>
                                    Send again
                                </Button>
                            ),
                    },
                ]}
            />
            {chosen && (
                <ReasonDialog
                    title="Send this webhook again"
                    lead={`The same event, ${chosen.event_type}, under the same id, to ${chosen.url}.`}
                    verb="Send again"
                    onClose={() => setChosen(null)}
                    act={({ reason = "" }) => mutateAsync({ id: chosen.id, reason })}
                />
            )}
        </Page>
    );
}
