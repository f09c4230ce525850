/** What is asked of Stripe, what became of it, and once more. */
import { admin } from "~/lib/api";
import { moment, number, sentence } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Facts } from "~/ui/Facts";
import { Json } from "~/ui/Json";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";

const STATUSES = ["queued", "running", "succeeded", "failed"];

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
                filters={[{ name: "status", label: "Status", options: STATUSES.map((value) => ({ value })) }]}
                empty={{ title: "Nothing was asked of Stripe yet" }}
                detail={{
                    title: (row) => sentence(row.kind),
                    body: (row) => (
                        <div className="grid gap-5">
                            <Facts
                                facts={[
                                    ["Status", <StatusBadge key="status" status={row.status} />],
                                    ["Id", <code key="id" className="text-xs break-all select-all">{row.id}</code>],
                                    ["Organization", row.organization_id && <OrganizationLink key="organization" id={row.organization_id} />],
                                    ["Asked", moment(row.created_at)],
                                    ["Next try", !row.finished_at && row.next_attempt_at ? moment(row.next_attempt_at) : null],
                                    ["Finished", row.finished_at && moment(row.finished_at)],
                                    ["Stripe's request", row.request_id],
                                ]}
                            />
                            {row.error && <Json label="What went wrong" value={row.error} />}
                            <Json label="What is asked for" value={row.params} />
                        </div>
                    ),
                }}
                retry={(row) =>
                    (row.status === "failed" || (row.status === "queued" && row.attempts > 0)) && {
                        label: "Send again",
                        title: `Send “${sentence(row.kind)}” to Stripe again`,
                        lead: "What may have been done already is looked up first.",
                        verb: "Send again",
                        before: `${row.status}, tried ${number(row.attempts)} times`,
                        after: () => "queued",
                        done: "The command is sent again",
                        act: ({ reason }) => admin.rpc("retry_command", { id: row.id, reason }).throwOnError(),
                    }
                }
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
