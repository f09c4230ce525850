/** What customers' endpoints were told, whether they heard it, and once more. */
import { admin, type AdminRow } from "~/lib/api";
import { moment, number, plural, stamp } from "~/lib/format";
import { troubleWords } from "~/lib/troubles";
import { StatusBadge } from "~/ui/Badge";
import { Facts } from "~/ui/Facts";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";
import { Trouble } from "~/ui/Trouble";

const answerOf = (row: AdminRow<"webhook_deliveries">) =>
    row.http_status === null ? row.error && troubleWords(row.error) : `Answered ${row.http_status}`;

const STATUSES = ["pending", "sending", "succeeded", "failed"];

export default function Deliveries() {
    return (
        <Page title="Webhook deliveries" lead="What customers' endpoints were told in the last 30 days, and whether they heard it; without what was said.">
            <RetryList
                view="webhook_deliveries"
                caption="Webhook deliveries"
                sort="-created_at"
                rowKey={(row) => row.id}
                one="delivery"
                many="deliveries"
                search={{ label: "Search by type or address", columns: ["event_type", "url"] }}
                filters={[{ name: "status", label: "Status", options: STATUSES.map((value) => ({ value })) }]}
                empty={{ title: "No endpoint was told anything yet" }}
                detail={{
                    title: (row) => row.event_type,
                    body: (row) => (
                        <Facts
                            isSparse
                            facts={[
                                ["Status", <StatusBadge key="status" status={row.status} />],
                                ["Organization", <OrganizationLink key="organization" id={row.organization_id}>{row.organization_name}</OrganizationLink>],
                                ["To", <span key="url" className="break-all">{row.url}</span>],
                                ["webhook-id", <code key="event" className="text-xs break-all select-all">{row.event_id}</code>],
                                ["Answer", row.http_status],
                                ["What went wrong", row.error && <Trouble key="error" raw={row.error} />],
                                ["Tries", number(row.attempts)],
                                ["Took", row.duration_ms === null ? null : `${number(row.duration_ms)} ms`],
                                ["Told", moment(row.created_at)],
                                ["Next try", row.next_attempt_at && moment(row.next_attempt_at)],
                                ["Sent again", row.requeued_at && moment(row.requeued_at)],
                                ["Because", row.requeue_reason],
                            ]}
                        />
                    ),
                }}
                retry={(row) =>
                    !row.is_endpoint_disabled && {
                        label: "Send again",
                        title: "Send this webhook again",
                        lead: `The same event, ${row.event_type}, under the same id, to ${row.url}.`,
                        verb: "Send again",
                        before: row.status,
                        after: () => "pending",
                        done: "The webhook is sent again",
                        act: ({ reason = "" }) => admin.rpc("retry_delivery", { id: row.id, reason }).throwOnError(),
                    }
                }
                columns={[
                    { id: "type", label: "Event", sort: "event_type", cell: (row) => row.event_type },
                    { id: "who", label: "Organization", cell: (row) => <OrganizationLink id={row.organization_id}>{row.organization_name}</OrganizationLink> },
                    { id: "url", label: "To", className: "min-w-40 wrap-anywhere", cell: (row) => row.url },
                    {
                        id: "status",
                        label: "Status",
                        className: "min-w-40",
                        cell: (row) => (
                            <>
                                <StatusBadge status={row.status} />
                                <span className="mt-1 block text-xs text-ink-3">{[answerOf(row), plural(row.attempts, "try", "tries")].filter(Boolean).join(", ")}</span>
                            </>
                        ),
                    },
                    { id: "at", label: "Told (UTC)", sort: "created_at", isFigure: true, cell: (row) => stamp(row.created_at) },
                ]}
            />
        </Page>
    );
}
