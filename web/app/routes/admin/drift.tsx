import { moment, sentence } from "~/lib/format";
import { Badge } from "~/ui/Badge";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

export default function Drift() {
    return (
        <Page title="Drift" lead="Where we and Stripe differed, field by field, and what became of it.">
            <RetryList
                view="stripe_drift"
                caption="Differences"
                sort="-found_at"
                rowKey={(row) => String(row.id)}
                one="difference"
                search={{ label: "Search by object or field", columns: ["object_id", "object_kind", "field"] }}
                filters={[
                    {
                        name: "resolved_at",
                        label: "State",
                        options: [
                            { value: "null", label: "Still differs" },
                            { value: "set", label: "Resolved" },
                        ],
                    },
                ]}
                empty={{ title: "Nothing has ever differed", text: "We and Stripe are compared every night." }}
                detail={(row) => row}
                columns={[
                    { id: "object", label: "Object", className: "break-all", cell: (row) => `${sentence(row.object_kind)} ${row.object_id}` },
                    { id: "field", label: "Field", cell: (row) => row.field },
                    { id: "ours", label: "Ours", className: "break-all", cell: (row) => text(row.ours) },
                    { id: "theirs", label: "Stripe's", className: "break-all", cell: (row) => text(row.theirs) },
                    { id: "found", label: "Found", sort: "found_at", isFigure: true, cell: (row) => moment(row.found_at) },
                    {
                        id: "state",
                        label: "State",
                        cell: (row) => (row.resolved_at ? <Badge tone="good">{sentence(row.resolution ?? "resolved")}</Badge> : <Badge tone="warn">Differs</Badge>),
                    },
                ]}
            />
        </Page>
    );
}
