/** Where we and Stripe differ: since when, when that was looked for, and to have it mended. */
import { RefreshCw } from "lucide-react";

import { admin, type AdminRow } from "~/lib/api";
import { ago, moment, number, sentence, stamp, words } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { lookAgainFor, useRunJob } from "~/lib/staff";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { Json } from "~/ui/Json";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";
import { Skeleton } from "~/ui/Skeleton";
import { StaffList } from "~/ui/StaffList";
import { JobState } from "./jobs";

type Drift = AdminRow<"stripe_drift">;

const text = (value: unknown) => (value === null ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));

/** What one side says of it; the field "row" is the object as a whole, which only one of them has. */
function saysOf({ field }: Drift, value: unknown): string {
    if (field === "row") return value === null ? "Not there" : "There";
    // Stripe counts seconds.
    return typeof value === "number" && /_(at|start|end)$/.test(field) ? moment(new Date(value * 1000)) : text(value);
}

const fieldOf = (drift: Drift) => (drift.field === "row" ? "All of it" : words(drift.field));

export default function Differences() {
    return (
        <Page title="Drift" lead="Where our rows, what we last heard of Stripe, and what Stripe says now differ. Both comparisons run every night.">
            <Comparisons />
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
                detail={{ title: (row) => `${sentence(row.object_kind)} ${row.object_id}`, body: (row) => <Details drift={row} /> }}
                retry={(row) =>
                    row.side === "rows" &&
                    !row.resolved_at &&
                    row.organization_id !== null && {
                        label: "Repair",
                        title: "Write the rows of this organization anew",
                        lead: "From what Stripe last said of it, all of its objects. Nothing is asked of Stripe.",
                        verb: "Repair",
                        before: `${sentence(fieldOf(row))}: ${saysOf(row, row.ours)}`,
                        after: () => `${sentence(fieldOf(row))}: ${saysOf(row, row.theirs)}`,
                        done: "The rows are written anew",
                        act: ({ reason = "" }) => admin.rpc("repair_drift", { organization_id: row.organization_id ?? "", reason }).throwOnError(),
                    }
                }
                columns={[
                    {
                        id: "object",
                        label: "Object",
                        className: "min-w-44",
                        cell: (row) => (
                            <>
                                {sentence(row.object_kind)}
                                <code className="block text-xs font-normal wrap-anywhere text-ink-3">{row.object_id}</code>
                            </>
                        ),
                    },
                    {
                        id: "who",
                        label: "Organization",
                        cell: (row) => row.organization_id && <OrganizationLink id={row.organization_id}>{row.organization_name}</OrganizationLink>,
                    },
                    { id: "field", label: "Field", cell: (row) => fieldOf(row) },
                    { id: "ours", label: "Ours", className: "max-w-40 truncate", cell: (row) => saysOf(row, row.ours) },
                    { id: "theirs", label: "Stripe's", className: "max-w-40 truncate", cell: (row) => saysOf(row, row.theirs) },
                    { id: "found", label: "Since (UTC)", sort: "found_at", isFigure: true, cell: (row) => stamp(row.found_at) },
                    { id: "state", label: "State", cell: (row) => <DriftState drift={row} /> },
                ]}
            />
            <StaffList
                title="What was read of Stripe"
                view="reconciliations"
                caption="Lists of Stripe's that were read"
                sort="-asked_at"
                tie="command_id"
                rowKey={(row) => row.command_id}
                one="list"
                empty={{ title: "Stripe was not asked yet", text: "Once a night it is; have it compared now if you cannot wait." }}
                columns={[
                    { id: "kind", label: "Of", cell: (row) => sentence(row.object_kind) },
                    { id: "asked", label: "Asked (UTC)", sort: "asked_at", isFigure: true, cell: (row) => stamp(row.asked_at) },
                    { id: "listed", label: "Listed", isFigure: true, cell: (row) => number(row.listed) },
                    { id: "missing", label: "Unknown here", isFigure: true, cell: (row) => number(row.missing) },
                    { id: "finished", label: "Finished (UTC)", isFigure: true, cell: (row) => (row.finished_at ? stamp(row.finished_at) : "under way") },
                ]}
            />
        </Page>
    );
}

const COMPARISONS = [
    { name: "compare_rows", label: "Our rows with what Stripe said" },
    { name: "compare_with_stripe", label: "What Stripe said with what it says now" },
];

function Comparisons() {
    const jobs = useRows(
        ["admin", "jobs", "comparisons"],
        (signal) =>
            admin
                .from("jobs")
                .select("*")
                .in("name", COMPARISONS.map(({ name }) => name))
                .order("name")
                .abortSignal(signal)
                .throwOnError(),
        { refetchInterval: lookAgainFor },
    );
    const run = useRunJob();
    return (
        <Block query={jobs} skeleton={<Skeleton className="h-28" />}>
            {({ data }) => (
                <div className="grid gap-3 md:grid-cols-2">
                    <ErrorText error={run.error} />
                    {data.map((job) => (
                        <div key={job.name} className="card flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
                            <div className="min-w-0 flex-1 basis-48">
                                <h2 className="font-medium">{COMPARISONS.find(({ name }) => name === job.name)?.label}</h2>
                                <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-ink-3">
                                    <JobState job={job} />
                                    {job.last_finished_at && `${ago(job.last_finished_at)}, ${number(job.last_rows_handled ?? 0)} handled`}
                                </p>
                            </div>
                            <Button
                                size="sm"
                                aria-label={`Compare now: ${COMPARISONS.find(({ name }) => name === job.name)?.label}`}
                                busy={run.isPending && run.variables === job.name}
                                onClick={() => job.name && run.mutate(job.name)}
                            >
                                <RefreshCw className="size-3.5" aria-hidden="true" /> Compare now
                            </Button>
                        </div>
                    ))}
                </div>
            )}
        </Block>
    );
}

function DriftState({ drift }: { drift: Drift }) {
    return drift.resolved_at ? <Badge tone="good">{sentence(drift.resolution ?? "resolved")}</Badge> : <Badge tone="warn">Differs</Badge>;
}

function Details({ drift }: { drift: Drift }) {
    return (
        <div className="grid gap-5">
            <Facts
                isSparse
                facts={[
                    ["State", <DriftState key="state" drift={drift} />],
                    ["Organization", drift.organization_id && <OrganizationLink key="organization" id={drift.organization_id}>{drift.organization_name}</OrganizationLink>],
                    ["Which side", drift.side === "rows" ? "Our rows say something else than we heard" : "Stripe says something else than we heard"],
                    ["Field", fieldOf(drift)],
                    ["Found", moment(drift.found_at)],
                    ["Resolved", drift.resolved_at && moment(drift.resolved_at)],
                ]}
            />
            <div className="grid gap-5 sm:grid-cols-2">
                <Json label="Ours" value={drift.ours} />
                <Json label="Stripe's" value={drift.theirs} />
            </div>
        </div>
    );
}
