/** What runs by itself: when, what became of it, and to have it run now. */
import { Play } from "lucide-react";
import { useEffect } from "react";

import { admin, type AdminRow } from "~/lib/api";
import { ago, moment, number, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Badge, StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Page, Section } from "~/ui/Page";
import { TableSkeleton } from "~/ui/Skeleton";
import { StaffList } from "~/ui/StaffList";
import { Table } from "~/ui/Table";
import { Tabs } from "~/ui/Tabs";

type Job = AdminRow<"jobs">;

const STATE = { tab: "jobs" };
const LOOK_AGAIN_MS = 2_000;

export default function Jobs() {
    const [{ tab }] = useUrlState(STATE);
    return (
        <Page title="Jobs" lead="What runs by itself. Schedules are UTC; a job that is asked for runs within a minute.">
            <Tabs label="Jobs" tabs={[{ id: "jobs", label: "Jobs" }, { id: "runs", label: "History" }]} />
            {tab === "runs" ? <Runs /> : <Overview />}
        </Page>
    );
}

function Overview() {
    const jobs = useRows(["admin", "jobs"], (signal) =>
        admin.from("jobs").select("*").order("name").abortSignal(signal).throwOnError(),
    );
    // Somebody waits for a run: what becomes of it is looked for.
    const isAwaited = jobs.data?.data.some((job) => job.requested_at ?? job.running_since) ?? false;
    const { refetch } = jobs;
    useEffect(() => {
        if (!isAwaited) return undefined;
        const timer = setInterval(() => void refetch(), LOOK_AGAIN_MS);
        return () => clearInterval(timer);
    }, [isAwaited, refetch]);
    const run = useAction(async (name: string) => await admin.rpc("run_job", { name }).throwOnError(), {
        invalidates: [["admin"]],
        done: (_, name) => `${sentence(name)} runs within a minute`,
    });
    return (
        <Section title="All jobs">
            <ErrorText error={run.error} />
            <Block query={jobs} skeleton={<TableSkeleton rows={12} />}>
                {({ data }) => (
                    <Table
                        caption="Jobs"
                        rows={data}
                        rowKey={(row) => row.name ?? ""}
                        columns={[
                            {
                                id: "name",
                                label: "Job",
                                cell: (row) => (
                                    <>
                                        {sentence(row.name ?? "")}
                                        <span className="block max-w-md text-xs font-normal text-ink-3">{row.description}</span>
                                    </>
                                ),
                            },
                            { id: "schedule", label: "Schedule", cell: (row) => <code className="text-xs whitespace-nowrap">{row.schedule}</code> },
                            { id: "state", label: "State", cell: (row) => <JobState job={row} /> },
                            {
                                id: "last",
                                label: "Last run",
                                className: "whitespace-nowrap",
                                cell: (row) => (row.last_finished_at ? ago(row.last_finished_at) : "–"),
                            },
                            { id: "rows", label: "Handled", isFigure: true, cell: (row) => (row.last_rows_handled === null ? "–" : number(row.last_rows_handled)) },
                            { id: "next", label: "Next", isFigure: true, cell: (row) => (row.next_run_at ? ago(row.next_run_at) : "–") },
                            {
                                id: "act",
                                label: <span className="sr-only">Actions</span>,
                                className: "w-0",
                                cell: (row) => (
                                    <Button
                                        size="sm"
                                        aria-label={`Run ${sentence(row.name ?? "")} now`}
                                        busy={run.isPending && run.variables === row.name}
                                        onClick={() => row.name && run.mutate(row.name)}
                                    >
                                        <Play className="size-3.5" aria-hidden="true" /> Run
                                    </Button>
                                ),
                            },
                        ]}
                    />
                )}
            </Block>
        </Section>
    );
}

function JobState({ job }: { job: Job }) {
    if (job.stalled_since) return <Badge tone="bad">Stands still</Badge>;
    if (job.running_since) return <Badge tone="info">Running</Badge>;
    if (job.requested_at) return <Badge tone="info">Asked for</Badge>;
    if (job.failing_clocks) return <Badge tone="bad">Failing</Badge>;
    return job.last_outcome ? <StatusBadge status={job.last_outcome} /> : <Badge>Not run yet</Badge>;
}

function Runs() {
    return (
        <StaffList
            view="job_runs"
            caption="Runs of jobs"
            sort="-id"
            rowKey={(row) => String(row.id)}
            one="run"
            search={{ label: "Search by job", columns: ["job_name"] }}
            filters={[{ name: "outcome", label: "Outcome", options: ["succeeded", "failed"].map((value) => ({ value })) }]}
            empty={{ title: "No job has run yet" }}
            columns={[
                { id: "job", label: "Job", sort: "job_name", cell: (row) => sentence(row.job_name) },
                { id: "outcome", label: "Outcome", cell: (row) => <StatusBadge status={row.outcome ?? "running"} /> },
                { id: "reason", label: "Because", cell: (row) => sentence(row.reason) },
                { id: "started", label: "Started", sort: "started_at", isFigure: true, cell: (row) => moment(row.started_at) },
                { id: "rows", label: "Handled", isFigure: true, cell: (row) => (row.rows_handled === null ? "–" : number(row.rows_handled)) },
                { id: "error", label: "Error", cell: (row) => row.error },
            ]}
        />
    );
}
