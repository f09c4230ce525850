/** What Stripe told us, what became of it, and once more. */
import { admin, type AdminRow } from "~/lib/api";
import { moment, number, stamp } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Facts } from "~/ui/Facts";
import { Json } from "~/ui/Json";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";
import { Skeleton } from "~/ui/Skeleton";

type Event = AdminRow<"stripe_events">;

const STATUSES = ["pending", "applied", "ignored", "failed", "parked"];

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
                filters={[{ name: "status", label: "Status", options: STATUSES.map((value) => ({ value })) }]}
                empty={{ title: "Stripe has told nothing yet" }}
                detail={{ title: (row) => row.type, body: (row) => <Details event={row} /> }}
                retry={(row) =>
                    ["failed", "parked"].includes(row.status) && {
                        label: "Apply again",
                        title: "Apply this event again",
                        lead: `${row.type} of ${row.object_id ?? "nothing known"}, as Stripe sent it.`,
                        verb: "Apply again",
                        before: row.status,
                        after: () => "taken up within a second",
                        done: "The event is taken up again",
                        act: ({ reason }) => admin.rpc("retry_stripe_event", { id: row.id, reason }).throwOnError(),
                    }
                }
                columns={[
                    {
                        id: "type",
                        label: "Type",
                        sort: "type",
                        cell: (row) => (
                            <>
                                {row.type}
                                <code className="block text-xs font-normal wrap-anywhere text-ink-3">{row.object_id}</code>
                            </>
                        ),
                    },
                    {
                        id: "who",
                        label: "Organization",
                        cell: (row) => row.organization_id && <OrganizationLink id={row.organization_id}>{row.organization_name}</OrganizationLink>,
                    },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "attempts", label: "Tries", isFigure: true, cell: (row) => number(row.attempts) },
                    { id: "at", label: "Received (UTC)", sort: "received_at", isFigure: true, cell: (row) => stamp(row.received_at) },
                ]}
            />
        </Page>
    );
}

function Details({ event }: { event: Event }) {
    const body = useRows(["stripe_event", event.id], (signal) =>
        admin.rpc("read_stripe_event", { id: event.id }).abortSignal(signal).throwOnError(),
    );
    return (
        <div className="grid gap-5">
            <Facts
                isSparse
                facts={[
                    ["Status", <StatusBadge key="status" status={event.status} />],
                    ["Id", <code key="id" className="text-xs break-all select-all">{event.id}</code>],
                    ["Organization", event.organization_id && <OrganizationLink key="organization" id={event.organization_id}>{event.organization_name}</OrganizationLink>],
                    ["Happened", moment(event.created_at)],
                    ["Received", moment(event.received_at)],
                    ["Applied", event.applied_at && moment(event.applied_at)],
                    ["Tries", number(event.attempts)],
                    ["Version", event.api_version],
                ]}
            />
            {event.error && <Json label="What went wrong" value={event.error} />}
            <Block query={body} skeleton={<Skeleton className="h-72" />}>
                {({ data }) => <Json label="What Stripe said, without names and addresses" value={data} />}
            </Block>
        </div>
    );
}
