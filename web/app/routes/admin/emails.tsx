import { admin } from "~/lib/api";
import { moment, number, sentence } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";

export default function Emails() {
    return (
        <Page title="Mail" lead="All letters, sent and waiting; without what stands in them, for links in there act for their reader.">
            <RetryList
                view="emails"
                caption="Letters"
                sort="-created_at"
                rowKey={(row) => row.id}
                one="letter"
                search={{ label: "Search by recipient or letter", columns: ["recipient", "kind"] }}
                filters={[
                    {
                        name: "status",
                        label: "Status",
                        options: ["queued", "sending", "sent", "failed", "obsolete", "suppressed"].map((value) => ({ value })),
                    },
                ]}
                empty={{ title: "No letter was sent yet" }}
                detail={(row) => row}
                retry={{
                    label: "Send again",
                    done: "The letter is on its way again",
                    isOffered: (row) => row.status === "failed",
                    act: (row) => admin.rpc("retry_email", { id: row.id }).throwOnError(),
                }}
                columns={[
                    { id: "kind", label: "Letter", sort: "kind", cell: (row) => sentence(row.kind) },
                    { id: "to", label: "To", sort: "recipient", className: "break-all", cell: (row) => row.recipient },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                    { id: "at", label: "Written", sort: "created_at", isFigure: true, cell: (row) => moment(row.created_at) },
                    { id: "error", label: "Error", cell: (row) => row.last_error },
                ]}
            />
        </Page>
    );
}
