/** What is asked of Stripe, what became of it, and once more. */
import { admin, type AdminRow } from "~/lib/api";
import { duration, moment, number, sentence, stamp } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Facts } from "~/ui/Facts";
import { Json } from "~/ui/Json";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";
import { Trouble } from "~/ui/Trouble";

const STATUSES = ["queued", "running", "succeeded", "failed"];

/** As it is kept: `message` is the customer's to read, too, `internal` the staff's alone. */
interface CommandError {
    code?: string;
    message?: string;
    internal?: string;
}

const errorOf = (row: AdminRow<"stripe_commands">) => row.error as CommandError | null;

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
                                isSparse
                                facts={[
                                    ["Status", <StatusBadge key="status" status={row.status} />],
                                    ["Id", <code key="id" className="text-xs break-all select-all">{row.id}</code>],
                                    ["Organization", row.organization_id && <OrganizationLink key="organization" id={row.organization_id}>{row.organization_name}</OrganizationLink>],
                                    ["Asked", moment(row.created_at)],
                                    ["Next try", !row.finished_at && row.next_attempt_at ? moment(row.next_attempt_at) : null],
                                    ["Finished", row.finished_at && moment(row.finished_at)],
                                    ["Tries", number(row.attempts)],
                                    ["Stripe's request", row.request_id],
                                    ["What went wrong", errorOf(row)?.message],
                                    ["More of it", errorOf(row)?.internal && <Trouble key="internal" raw={errorOf(row)?.internal ?? ""} />],
                                    ["Code", errorOf(row)?.code && <code key="code" className="text-xs select-all">{errorOf(row)?.code}</code>],
                                ]}
                            />
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
                    { id: "kind", label: "Command", sort: "kind", className: "min-w-44", cell: (row) => sentence(row.kind) },
                    {
                        id: "who",
                        label: "Organization",
                        cell: (row) => row.organization_id && <OrganizationLink id={row.organization_id}>{row.organization_name}</OrganizationLink>,
                    },
                    {
                        id: "status",
                        label: "Status",
                        className: "min-w-40",
                        cell: (row) => (
                            <>
                                <StatusBadge status={row.status} />
                                {row.error && <span className="mt-1 block text-xs text-ink-3">{errorOf(row)?.message}</span>}
                            </>
                        ),
                    },
                    { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                    { id: "at", label: "Asked (UTC)", sort: "created_at", isFigure: true, cell: (row) => stamp(row.created_at) },
                    { id: "took", label: "Took", isFigure: true, cell: (row) => duration(row.created_at, row.finished_at) },
                ]}
            />
        </Page>
    );
}
