import { admin } from "~/lib/api";
import { moment, number, sentence } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";

export default function Commands() {
    return (
        <Page title="Commands" lead="What is asked of Stripe: waiting, under way, and finished.">
            <RetryList
                view="stripe_commands"
                caption="Commands"
                sort="-created_at"
                rowKey={(row) => row.id}
                one="command"
                search={{ label: "Search by kind", columns: ["kind"] }}
                filters={[
                    { name: "status", label: "Status", options: ["queued", "running", "succeeded", "failed"].map((value) => ({ value })) },
                ]}
                empty={{ title: "Nothing was asked of Stripe yet" }}
                detail={(row) => row}
                retry={{
                    label: "Send again",
                    done: "The command is sent again",
                    isOffered: (row) => row.status === "failed" || (row.status === "queued" && row.attempts > 0),
                    act: (row) => admin.rpc("retry_command", { id: row.id }).throwOnError(),
                }}
                columns={[
                    { id: "kind", label: "Command", sort: "kind", cell: (row) => sentence(row.kind) },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                    { id: "at", label: "Asked", sort: "created_at", isFigure: true, cell: (row) => moment(row.created_at) },
                    { id: "done", label: "Finished", isFigure: true, cell: (row) => (row.finished_at ? moment(row.finished_at) : "–") },
                ]}
            />
        </Page>
    );
}
