import { admin } from "~/lib/api";
import { moment, number } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";

export default function StripeEvents() {
    return (
        <Page title="Stripe events" lead="What Stripe told us, and what became of it. What is parked waits for something unknown, or for a person.">
            <RetryList
                view="stripe_events"
                caption="Stripe events"
                sort="-received_at"
                rowKey={(row) => row.id}
                one="event"
                search={{ label: "Search by type or id", columns: ["type", "id", "object_id"] }}
                filters={[
                    {
                        name: "status",
                        label: "Status",
                        options: ["pending", "applied", "ignored", "failed", "parked"].map((value) => ({ value })),
                    },
                ]}
                empty={{ title: "Stripe has told nothing yet" }}
                detail={(row) => row}
                retry={{
                    label: "Apply again",
                    done: "The event is taken up again",
                    isOffered: (row) => row.status === "failed" || row.status === "parked",
                    act: (row) => admin.rpc("retry_stripe_event", { id: row.id }).throwOnError(),
                }}
                columns={[
                    { id: "type", label: "Type", sort: "type", cell: (row) => row.type },
                    { id: "object", label: "Object", className: "break-all", cell: (row) => <code className="text-xs">{row.object_id}</code> },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                    { id: "at", label: "Received", sort: "received_at", isFigure: true, cell: (row) => moment(row.received_at) },
                ]}
            />
        </Page>
    );
}
