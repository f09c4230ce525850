/** What runs by itself: when, what became of it, and to have it run now. */
import { Play } from "lucide-react";
import { Link } from "react-router";

import { admin, type AdminRow } from "~/lib/api";
import { ago, duration, moment, number, sentence, stamp } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { lookAgainFor, useRunJob } from "~/lib/staff";
import { scheduleWords } from "~/lib/schedule";
import { troubleWords } from "~/lib/troubles";
import { useUrlState } from "~/lib/url-state";
import { Badge, StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { LINK } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { RetryList } from "~/ui/RetryList";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";
import { Tabs } from "~/ui/Tabs";
import { Trouble } from "~/ui/Trouble";

type Job = AdminRow<"jobs">;

const STATE = { tab: "jobs" };

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
    const jobs = useRows(
        ["admin", "jobs"],
        (signal) => admin.from("jobs").select("*").order("name").abortSignal(signal).throwOnError(),
        { refetchInterval: lookAgainFor },
    );
    const run = useRunJob();
    return (
        <>
            <ErrorText error={run.error} />
            <Block query={jobs} skeleton={<TableSkeleton rows={12} />}>
                {({ data }) => (
                    <Table
                        caption="Jobs"
                        // What needs somebody stands first.
                        rows={data.toSorted((one, other) => Number(isTroubled(other)) - Number(isTroubled(one)))}
                        rowKey={(row) => row.name ?? ""}
                        columns={[
                            {
                                id: "name",
                                label: "Job",
                                className: "min-w-56",
                                cell: (row) => (
                                    <>
                                        <Link className={LINK} to={`/admin/jobs?tab=runs&q=${row.name}`}>
                                            {sentence(row.name ?? "")}
                                        </Link>
                                        <span className="block max-w-md text-xs font-normal text-ink-3">{row.description}</span>
                                        {isTroubled(row) && row.last_error && (
                                            <span className="block max-w-md text-xs font-normal text-bad">{troubleWords(row.last_error)}</span>
                                        )}
                                    </>
                                ),
                            },
                            { id: "schedule", label: "Schedule", className: "min-w-40", cell: (row) => <span title={row.schedule ?? undefined}>{scheduleWords(row.schedule ?? "")}</span> },
                            { id: "state", label: "State", cell: (row) => <JobState job={row} /> },
                            {
                                id: "last",
                                label: "Last run",
                                className: "whitespace-nowrap",
                                cell: (row) =>
                                    row.last_finished_at && (
                                        <>
                                            {ago(row.last_finished_at)}
                                            <span className="block text-xs text-ink-3">
                                                {duration(row.last_started_at, row.last_finished_at)}, {number(row.last_rows_handled ?? 0)} handled
                                            </span>
                                        </>
                                    ),
                            },
                            { id: "next", label: "Next", isFigure: true, cell: (row) => (row.next_run_at ? ago(row.next_run_at) : "–") },
                        ]}
                        actions={(row) => (
                            <Button
                                size="sm"
                                aria-label={`Run ${sentence(row.name ?? "")} now`}
                                busy={run.isPending && run.variables === row.name}
                                onClick={() => row.name && run.mutate(row.name)}
                            >
                                <Play className="size-3.5" aria-hidden="true" /> Run
                            </Button>
                        )}
                        stacks
                    />
                )}
            </Block>
        </>
    );
}

const isTroubled = (job: Job) => Boolean(job.stalled_since ?? job.failing_clocks);

export function JobState({ job }: { job: Job }) {
    if (job.stalled_since) return <Badge tone="bad">Stands still</Badge>;
    if (job.running_since) return <Badge tone="info">Running</Badge>;
    if (job.requested_at) return <Badge tone="info">Asked for</Badge>;
    if (job.failing_clocks) return <Badge tone="bad">Failing</Badge>;
    return job.last_outcome ? <StatusBadge status={job.last_outcome} /> : <Badge>Not run yet</Badge>;
}

function Runs() {
    return (
        <RetryList
            view="job_runs"
            caption="Runs of jobs"
            sort="-id"
            rowKey={(row) => String(row.id)}
            one="run"
            search={{ label: "Search by job", columns: ["job_name"] }}
            filters={[{ name: "outcome", label: "Outcome", options: ["succeeded", "failed"].map((value) => ({ value })) }]}
            empty={{ title: "No job has run yet" }}
            detail={{
                title: (row) => sentence(row.job_name),
                body: (row) => (
                    <Facts
                        isSparse
                        facts={[
                            ["Outcome", <StatusBadge key="outcome" status={row.outcome ?? "running"} />],
                            ["Because", sentence(row.reason)],
                            ["Clock", moment(row.clock_at)],
                            ["Started", moment(row.started_at)],
                            ["Finished", row.finished_at && moment(row.finished_at)],
                            ["Took", duration(row.started_at, row.finished_at)],
                            ["Try", number(row.attempt)],
                            ["Tried again", row.retry_at && moment(row.retry_at)],
                            ["By", row.run_by],
                            ["What went wrong", row.error && <Trouble key="error" raw={row.error} />],
                        ]}
                    />
                ),
            }}
            columns={[
                { id: "job", label: "Job", sort: "job_name", cell: (row) => sentence(row.job_name) },
                { id: "outcome", label: "Outcome", cell: (row) => <StatusBadge status={row.outcome ?? "running"} /> },
                { id: "reason", label: "Because", cell: (row) => sentence(row.reason) },
                { id: "started", label: "Started (UTC)", sort: "started_at", isFigure: true, cell: (row) => stamp(row.started_at) },
                { id: "took", label: "Took", isFigure: true, cell: (row) => duration(row.started_at, row.finished_at) },
                { id: "rows", label: "Handled", isFigure: true, cell: (row) => (row.rows_handled === null ? "–" : number(row.rows_handled)) },
                { id: "error", label: "What went wrong", className: "max-w-64", cell: (row) => row.error && troubleWords(row.error) },
            ]}
        />
    );
}
