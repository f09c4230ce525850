/** What somebody should look at today, and how the platform stands. */
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";

import { admin, type AdminRow } from "~/lib/api";
import { ago, moment, money, number, plural, seconds, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { AllWell } from "~/ui/AllWell";
import { Badge, type Tone } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { cx } from "~/ui/cx";
import { Kpi } from "~/ui/Kpi";
import { LINK } from "~/ui/OrganizationLink";
import { Page, Section } from "~/ui/Page";
import { KpiSkeleton, Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

export default function Dashboard() {
    const found = useAttention();
    return (
        <Page title="Dashboard" lead="What somebody should look at today, and how the platform stands.">
            <Attention found={found} />
            {/* How long the list is nobody knows before: what stands beneath it appears in its place, and does not move. */}
            <div className={cx("grid grid-cols-1 gap-6", found.isPending && "invisible")}>
                <Metrics />
                <Queues />
            </div>
        </Page>
    );
}

interface Matter {
    /** What there are so many of. */
    one: string;
    many: string;
    to: string;
    tone: Tone;
}

const QUEUE_PAGES: Record<string, { page: string; one: string; many: string; waiting: string }> = {
    stripe_events: { page: "/admin/stripe-events", one: "Stripe event", many: "Stripe events", waiting: "pending" },
    stripe_commands: { page: "/admin/commands", one: "command to Stripe", many: "commands to Stripe", waiting: "queued" },
    emails: { page: "/admin/mail", one: "letter", many: "letters", waiting: "queued" },
    webhook_deliveries: { page: "/admin/deliveries", one: "webhook", many: "webhooks", waiting: "pending" },
};

const MATTERS: Record<string, Matter> = {
    payment_failing: { one: "customer's payment fails", many: "customers' payments fail", to: "/admin/organizations?status=past_due", tone: "bad" },
    trial_ending: { one: "trial ends within a week", many: "trials end within a week", to: "/admin/organizations?status=trialing&sort=trial_ends_at", tone: "info" },
    risk_trial_ending_unused: { one: "trial ends soon and is not used", many: "trials end soon and are not used", to: "/admin/organizations?risk=trial_ending_unused", tone: "warn" },
    risk_usage_falling: { one: "customer uses much less than before", many: "customers use much less than before", to: "/admin/organizations?risk=usage_falling", tone: "warn" },
    risk_limit_reached: { one: "customer has reached a limit", many: "customers have reached a limit", to: "/admin/organizations?risk=limit_reached", tone: "info" },
    job_failing: { one: "job fails or stands still", many: "jobs fail or stand still", to: "/admin/jobs", tone: "bad" },
    jobs_failed: { one: "run of a job failed within a day", many: "runs of jobs failed within a day", to: "/admin/jobs?tab=runs&outcome=failed", tone: "warn" },
    jobs_waiting: { one: "job waits for too long", many: "jobs wait for too long", to: "/admin/jobs", tone: "bad" },
    invariant_broken: { one: "invariant is broken", many: "invariants are broken", to: "/admin/invariants", tone: "bad" },
    alarm_open: { one: "alarm is open", many: "alarms are open", to: "/admin/invariants", tone: "warn" },
    drift_open: { one: "field differs from Stripe", many: "fields differ from Stripe", to: "/admin/drift?resolved_at=null", tone: "warn" },
    ...Object.fromEntries(
        Object.entries(QUEUE_PAGES).flatMap(([queue, { page, one, many, waiting }]) => [
            [`${queue}_failed`, { one: `${one} failed within a day`, many: `${many} failed within a day`, to: `${page}?status=failed`, tone: "warn" }],
            [`${queue}_parked`, { one: `${one} is parked`, many: `${many} are parked`, to: `${page}?status=parked`, tone: "warn" }],
            [`${queue}_waiting`, { one: `${one} waits for too long`, many: `${many} wait for too long`, to: `${page}?status=${waiting}`, tone: "bad" }],
        ]),
    ),
};

const URGENCY: readonly Tone[] = ["bad", "warn", "info"];

function useAttention() {
    return useRows(["admin", "attention"], (signal) => admin.from("attention").select("*").abortSignal(signal).throwOnError(), {
        refetchInterval: 60_000,
    });
}

/** What is not as it should be, each with the list of it. */
function Attention({ found }: { found: ReturnType<typeof useAttention> }) {
    return (
        <Section title="Today">
            <Block query={found} skeleton={<Skeleton className="h-40" />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <AllWell>Nothing needs anybody.</AllWell>
                    ) : (
                        <ul aria-label="What needs somebody" className="card divide-y divide-line">
                            {data.toSorted((one, other) => urgencyOf(one) - urgencyOf(other)).map((row) => (
                                <li key={row.kind}>
                                    <AttentionLink row={row} />
                                </li>
                            ))}
                        </ul>
                    )
                }
            </Block>
        </Section>
    );
}

type Row = AdminRow<"attention">;

const matterOf = (row: Row): Matter =>
    MATTERS[row.kind ?? ""] ?? { one: sentence(row.kind ?? ""), many: sentence(row.kind ?? ""), to: "/admin", tone: "warn" };
const urgencyOf = (row: Row) => URGENCY.indexOf(matterOf(row).tone);

function AttentionLink({ row }: { row: Row }) {
    const matter = matterOf(row);
    const times = row.times ?? 0;
    return (
        <Link to={matter.to} className="flex min-h-11 items-center gap-3 px-5 py-2.5 hover:bg-sunken/60">
            <Badge tone={matter.tone} className="figures min-w-9 justify-center">
                {number(times)}
            </Badge>
            <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-3 text-sm">
                <span className="font-medium">{times === 1 ? matter.one : matter.many}</span>
                {row.since && <span className="text-ink-3">since {ago(row.since)}</span>}
            </span>
            <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
        </Link>
    );
}

// How the queues stand is asked for once, beneath.
const METRICS =
    "measured_at, currency, mrr, customers, organizations, created_30_days, trialing, trials_ending_7_days, past_due, dunned_cents, dunned_invoices, failed_charges_7_days, suspended";

function Metrics() {
    const metrics = useRows(["admin", "platform_metrics"], (signal) =>
        admin.from("platform_metrics").select(METRICS).abortSignal(signal).single().throwOnError(),
    );
    return (
        <Block query={metrics} skeleton={<KpiSkeleton count={8} />}>
            {({ data }) => {
                const currency = data.currency ?? "usd";
                return (
                    <div className="grid gap-3">
                        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                            <Kpi
                                label="MRR"
                                value={data.mrr}
                                format={(value) => money(Math.round(value), currency)}
                                definition="Monthly recurring revenue of active and past due subscriptions, at this moment."
                            >
                                <Link className={`${LINK} text-sm`} to="/admin/revenue">
                                    Revenue
                                </Link>
                            </Kpi>
                            <Kpi
                                label="Customers"
                                value={data.customers}
                                format={number}
                                definition="Organizations with MRR above nothing; sandboxes are left out."
                            >
                                <Link className={`${LINK} text-sm`} to="/admin/organizations?status=active">
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
                                <Link className={`${LINK} text-sm`} to="/admin/organizations?status=trialing&sort=trial_ends_at">
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
                                <Link className={`${LINK} text-sm`} to="/admin/organizations?status=past_due">
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
                                <Link className={`${LINK} text-sm`} to="/admin/organizations?status=suspended">
                                    Who
                                </Link>
                            </Kpi>
                        </div>
                        {data.measured_at && <p className="text-sm text-ink-3">As of {moment(data.measured_at)}.</p>}
                    </div>
                );
            }}
        </Block>
    );
}

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
                        stacks
                        columns={[
                            {
                                id: "queue",
                                label: "Queue",
                                cell: (row) => {
                                    const name = sentence(row.queue ?? "");
                                    const page = QUEUE_PAGES[row.queue ?? ""]?.page;
                                    return (
                                        <Link className={LINK} to={page ?? "/admin/jobs"}>
                                            {name}
                                        </Link>
                                    );
                                },
                            },
                            { id: "depth", label: "Waiting", isFigure: true, cell: (row) => number(row.depth ?? 0) },
                            {
                                id: "oldest",
                                label: "Oldest",
                                isFigure: true,
                                cell: (row) => (row.oldest_age_seconds === null ? "–" : seconds(row.oldest_age_seconds)),
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
