/** How the platform stands, and what somebody should look at. */
import { CircleCheck } from "lucide-react";
import { Link } from "react-router";

import { admin } from "~/lib/api";
import { ago, moment, money, number, plural, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Kpi } from "~/ui/Kpi";
import { Page, Section } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

export default function Dashboard() {
    return (
        <Page title="Dashboard" lead="How the platform stands now, and what somebody should look at.">
            <Metrics />
            <div className="grid gap-6 xl:grid-cols-2">
                <Alarms />
                <Violations />
            </div>
            <Queues />
            <FailingJobs />
        </Page>
    );
}

const LINK = "text-sm text-brand-ink underline underline-offset-4";

function Metrics() {
    const metrics = useRows(["admin", "platform_metrics"], (signal) =>
        admin.from("platform_metrics").select("*").abortSignal(signal).single().throwOnError(),
    );
    return (
        <Block query={metrics} skeleton={<Skeleton className="h-72" />}>
            {({ data }) => {
                const currency = data.currency ?? "usd";
                const risks = Object.entries((data.risks ?? {}) as Record<string, number>);
                return (
                    <div className="grid gap-3">
                        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                            <Kpi
                                label="MRR"
                                value={data.mrr}
                                format={(value) => money(Math.round(value), currency)}
                                definition="Monthly recurring revenue of active and past due subscriptions, at this moment."
                            >
                                <Link className={LINK} to="/admin/revenue">
                                    Revenue
                                </Link>
                            </Kpi>
                            <Kpi
                                label="Customers"
                                value={data.customers}
                                format={number}
                                definition="Organizations with MRR above nothing; sandboxes are left out."
                            >
                                <Link className={LINK} to="/admin/organizations?status=active">
                                    Active ones
                                </Link>
                            </Kpi>
                            <Kpi
                                label="Organizations"
                                value={data.organizations}
                                format={number}
                                definition="All that have signed up, without sandboxes."
                            >
                                <p className="text-sm text-ink-3">{number(data.created_30_days ?? 0)} in 30 days</p>
                            </Kpi>
                            <Kpi label="On trial" value={data.trialing} format={number} definition="Organizations whose trial runs.">
                                <Link className={LINK} to="/admin/organizations?status=trialing&sort=trial_ends_at">
                                    {plural(data.trials_ending_7_days ?? 0, "ends", "end")} within 7 days
                                </Link>
                            </Kpi>
                            <Kpi
                                label="Past due"
                                value={data.past_due}
                                format={number}
                                isLoss
                                definition="Subscriptions with a payment that failed and is tried again."
                            >
                                <Link className={LINK} to="/admin/organizations?status=past_due">
                                    Who
                                </Link>
                            </Kpi>
                            <Kpi
                                label="Being dunned"
                                value={data.dunned_cents}
                                format={(value) => money(value, currency)}
                                isLoss
                                definition="What remains to be paid of invoices with an open dunning case."
                            >
                                <p className="text-sm text-ink-3">{plural(data.dunned_invoices ?? 0, "invoice")}</p>
                            </Kpi>
                            <Kpi
                                label="Failed charges"
                                value={data.failed_charges_7_days}
                                format={number}
                                isLoss
                                definition="Charges that failed within seven days."
                            />
                            <Kpi
                                label="Suspended"
                                value={data.suspended}
                                format={number}
                                isLoss
                                definition="Organizations that can read and not write: a trial that ended, dunning, or the staff."
                            >
                                <Link className={LINK} to="/admin/organizations?status=suspended">
                                    Who
                                </Link>
                            </Kpi>
                        </div>
                        {risks.length > 0 && (
                            <ul className="flex flex-wrap gap-2" aria-label="Organizations at risk">
                                {risks.map(([risk, organizations]) => (
                                    <li key={risk}>
                                        <Link to={`/admin/organizations?risk=${risk}`} className="inline-flex min-h-8 items-center">
                                            <Badge tone="warn">
                                                {sentence(risk)}: {number(organizations)}
                                            </Badge>
                                        </Link>
                                    </li>
                                ))}
                            </ul>
                        )}
                        {data.measured_at && <p className="text-sm text-ink-3">As of {moment(data.measured_at)}.</p>}
                    </div>
                );
            }}
        </Block>
    );
}

function AllWell({ children }: { children: string }) {
    return (
        <p className="card flex items-center gap-2.5 px-5 py-4 text-ink-2">
            <CircleCheck className="size-5 shrink-0 text-good" aria-hidden="true" /> {children}
        </p>
    );
}

function Alarms() {
    const alarms = useRows(["admin", "stripe_alarms", "open"], (signal) =>
        admin
            .from("stripe_alarms")
            .select("*")
            .is("resolved_at", null)
            .neq("kind", "invariant")
            .order("raised_at", { ascending: false })
            .limit(10)
            .abortSignal(signal)
            .throwOnError(),
    );
    const resolve = useAction(async (id: number) => await admin.rpc("resolve_stripe_alarm", { id }).throwOnError(), {
        invalidates: [["admin"]],
        done: "The alarm is resolved",
    });
    return (
        <Section title="Alarms">
            <ErrorText error={resolve.error} />
            <Block query={alarms} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <AllWell>No alarm is open.</AllWell>
                    ) : (
                        <Table
                            caption="Open alarms"
                            rows={data}
                            rowKey={(row) => String(row.id)}
                            columns={[
                                { id: "kind", label: "What", cell: (row) => sentence(row.kind) },
                                { id: "subject", label: "Of", cell: (row) => <span className="break-all">{row.subject}</span> },
                                { id: "raised", label: "Since", isFigure: true, cell: (row) => ago(row.raised_at) },
                                {
                                    id: "act",
                                    label: <span className="sr-only">Actions</span>,
                                    className: "w-0",
                                    cell: (row) => (
                                        <Button
                                            size="sm"
                                            aria-label={`Resolve ${sentence(row.kind)} of ${row.subject}`}
                                            busy={resolve.isPending && resolve.variables === row.id}
                                            onClick={() => resolve.mutate(row.id)}
                                        >
                                            Resolve
                                        </Button>
                                    ),
                                },
                            ]}
                        />
                    )
                }
            </Block>
        </Section>
    );
}

function Violations() {
    const violations = useRows(["admin", "invariant_violations"], (signal) =>
        admin.from("invariant_violations").select("*").order("found_at", { ascending: false }).abortSignal(signal).throwOnError(),
    );
    return (
        <Section title="What must never be">
            <Block query={violations} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <AllWell>Every invariant held when they were last checked.</AllWell>
                    ) : (
                        <Table
                            caption="Broken invariants"
                            rows={data}
                            rowKey={(row) => `${row.name} ${row.organization_id}`}
                            columns={[
                                { id: "name", label: "Invariant", cell: (row) => sentence(row.name ?? "") },
                                { id: "detail", label: "For instance", cell: (row) => row.detail },
                                { id: "times", label: "Times", isFigure: true, cell: (row) => number(row.times ?? 0) },
                                {
                                    id: "who",
                                    label: "Organization",
                                    cell: (row) =>
                                        row.organization_id ? (
                                            <Link className={LINK} to={`/admin/organizations/${row.organization_id}`}>
                                                Open
                                            </Link>
                                        ) : (
                                            "The platform"
                                        ),
                                },
                            ]}
                        />
                    )
                }
            </Block>
        </Section>
    );
}

const QUEUE_PAGES: Record<string, string> = {
    stripe_events: "/admin/stripe-events",
    stripe_commands: "/admin/commands",
    emails: "/admin/mail",
    webhook_deliveries: "/admin/deliveries",
};

function Queues() {
    const queues = useRows(["admin", "queues"], (signal) =>
        admin.from("queues").select("*").order("queue").abortSignal(signal).throwOnError(),
    );
    return (
        <Section title="Queues">
            <Block query={queues} skeleton={<TableSkeleton rows={4} />}>
                {({ data }) => (
                    <Table
                        caption="How the queues stand"
                        rows={data}
                        rowKey={(row) => row.queue ?? ""}
                        isStale={queues.isPlaceholderData}
                        columns={[
                            {
                                id: "queue",
                                label: "Queue",
                                cell: (row) => {
                                    const page = QUEUE_PAGES[row.queue ?? ""];
                                    const name = sentence(row.queue ?? "");
                                    return page ? (
                                        <Link className="underline underline-offset-4" to={page}>
                                            {name}
                                        </Link>
                                    ) : (
                                        name
                                    );
                                },
                            },
                            { id: "depth", label: "Waiting", isFigure: true, cell: (row) => number(row.depth ?? 0) },
                            {
                                id: "oldest",
                                label: "Oldest",
                                isFigure: true,
                                cell: (row) => (row.oldest_age_seconds === null ? "–" : `${number(row.oldest_age_seconds)} s`),
                            },
                            { id: "retrying", label: "Tried again", isFigure: true, cell: (row) => number(row.retrying ?? 0) },
                            {
                                id: "failed",
                                label: "Failed in a day",
                                isFigure: true,
                                cell: (row) => <Count value={row.failed ?? 0} />,
                            },
                            { id: "parked", label: "Parked", isFigure: true, cell: (row) => <Count value={row.parked ?? 0} /> },
                            { id: "alarms", label: "Alarms", isFigure: true, cell: (row) => <Count value={row.alarms ?? 0} /> },
                        ]}
                    />
                )}
            </Block>
        </Section>
    );
}

function Count({ value }: { value: number }) {
    return value === 0 ? <>0</> : <Badge tone="warn">{number(value)}</Badge>;
}

function FailingJobs() {
    const jobs = useRows(["admin", "jobs", "failing"], (signal) =>
        admin
            .from("jobs")
            .select("*")
            .or("failing_clocks.gt.0,stalled_since.not.is.null")
            .order("name")
            .abortSignal(signal)
            .throwOnError(),
    );
    return (
        <Section
            title="Jobs"
            actions={
                <Link className={LINK} to="/admin/jobs">
                    All jobs
                </Link>
            }
        >
            <Block query={jobs} skeleton={<TableSkeleton rows={1} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <AllWell>No job fails or stands still.</AllWell>
                    ) : (
                        <Table
                            caption="Jobs that fail or stand still"
                            rows={data}
                            rowKey={(row) => row.name ?? ""}
                            columns={[
                                { id: "name", label: "Job", cell: (row) => sentence(row.name ?? "") },
                                { id: "error", label: "Error", cell: (row) => row.last_error },
                            ]}
                        />
                    )
                }
            </Block>
        </Section>
    );
}
