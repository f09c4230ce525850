/** What must never be, and whether it is; and what else raised an alarm. */
import { Play } from "lucide-react";

import { admin, type AdminRow } from "~/lib/api";
import { ago, number, plural, sentence, stamp } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { lookAgainFor, useRunJob } from "~/lib/staff";
import { AllWell } from "~/ui/AllWell";
import { Badge } from "~/ui/Badge";
import { Banner } from "~/ui/Banner";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { useDeed } from "~/ui/Deed";
import { Details } from "~/ui/Details";
import { ErrorText } from "~/ui/ErrorBlock";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page, Section } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

export default function Invariants() {
    const check = useRows(
        ["admin", "jobs", "check_invariants"],
        (signal) => admin.from("jobs").select("*").eq("name", "check_invariants").abortSignal(signal).throwOnError(),
        { refetchInterval: lookAgainFor },
    );
    const job = check.data?.data[0];
    // What a check finds is known when it has ended.
    const checkedAt = job?.last_finished_at ?? null;
    const run = useRunJob();
    return (
        <Page
            title="Invariants"
            lead={`What must never be, and is looked for every hour${checkedAt ? `; the last time ${ago(checkedAt)}` : ""}.`}
            actions={
                <Button busy={run.isPending || Boolean(job?.requested_at ?? job?.running_since)} onClick={() => run.mutate("check_invariants")}>
                    <Play className="size-4" aria-hidden="true" /> Check now
                </Button>
            }
        >
            <ErrorText error={run.error} />
            <Definitions checkedAt={checkedAt} />
            <Alarms />
        </Page>
    );
}

function Definitions({ checkedAt }: { checkedAt: string | null }) {
    const invariants = useRows(["admin", "invariants", checkedAt], (signal) =>
        admin.from("invariants").select("*").order("times", { ascending: false }).order("area").order("name").abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={invariants} skeleton={<TableSkeleton rows={12} />}>
            {({ data }) => {
                const broken = data.filter((row) => row.times);
                return (
                    <>
                        {broken.length === 0 ? (
                            <AllWell>All {number(data.length)} hold.</AllWell>
                        ) : (
                            <Banner urgency="danger" title={`${plural(broken.length, "invariant is", "invariants are")} broken`}>
                                Whatever is shown to customers or charged may be wrong until it is mended.
                            </Banner>
                        )}
                        {broken.length > 0 && <Violations checkedAt={checkedAt} />}
                        <Section title="All of them">
                            <Table
                                caption="Invariants"
                                rows={data}
                                rowKey={(row) => row.name ?? ""}
                                isStale={invariants.isPlaceholderData}
                                stacks
                                columns={[
                                    {
                                        id: "name",
                                        label: "What must never be",
                                        className: "min-w-60",
                                        cell: (row) => (
                                            <>
                                                {sentence(row.name ?? "")}
                                                <span className="block text-xs font-normal text-ink-3">{row.definition}</span>
                                            </>
                                        ),
                                    },
                                    { id: "area", label: "Of", cell: (row) => sentence(row.area ?? "") },
                                    { id: "state", label: "State", cell: (row) => (row.times ? <Badge tone="bad">Broken</Badge> : <Badge tone="good">Holds</Badge>) },
                                    { id: "times", label: "Times", isFigure: true, cell: (row) => number(row.times ?? 0) },
                                    { id: "since", label: "Since (UTC)", isFigure: true, cell: (row) => (row.found_at ? stamp(row.found_at) : "–") },
                                ]}
                            />
                        </Section>
                    </>
                );
            }}
        </Block>
    );
}

function Violations({ checkedAt }: { checkedAt: string | null }) {
    const violations = useRows(["admin", "invariant_violations", checkedAt], (signal) =>
        admin.from("invariant_violations").select("*").order("found_at").abortSignal(signal).throwOnError(),
    );
    return (
        <Section title="What is broken">
            <Block query={violations} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) => (
                    <Table
                        caption="Broken invariants"
                        rows={data}
                        rowKey={(row) => `${row.name} ${row.organization_id}`}
                        stacks
                        columns={[
                            { id: "name", label: "Invariant", cell: (row) => sentence(row.name ?? "") },
                            { id: "detail", label: "For instance", className: "min-w-56", cell: (row) => row.detail },
                            { id: "times", label: "Times", isFigure: true, cell: (row) => number(row.times ?? 0) },
                            { id: "since", label: "Since", isFigure: true, cell: (row) => row.found_at && ago(row.found_at) },
                            {
                                id: "who",
                                label: "Organization",
                                cell: (row) => (row.organization_id ? <OrganizationLink id={row.organization_id} /> : "The platform"),
                            },
                        ]}
                    />
                )}
            </Block>
        </Section>
    );
}

type Alarm = AdminRow<"stripe_alarms">;

function Alarms() {
    const [dialog, begin] = useDeed();
    const alarms = useRows(["admin", "stripe_alarms", "open"], (signal) =>
        admin
            .from("stripe_alarms")
            .select("*")
            .is("resolved_at", null)
            .neq("kind", "invariant")
            .order("raised_at", { ascending: false })
            .abortSignal(signal)
            .throwOnError(),
    );
    const resolve = (alarm: Alarm) =>
        begin({
            title: "Resolve this alarm",
            lead: "It is raised anew when the same happens again.",
            verb: "Resolve",
            before: `${sentence(alarm.kind)}: ${alarm.subject}`,
            after: () => "Looked at",
            done: "The alarm is resolved",
            act: ({ reason }) => admin.rpc("resolve_stripe_alarm", { id: alarm.id, reason }).throwOnError(),
        });
    return (
        <Section title="Other alarms">
            <Block query={alarms} skeleton={<Skeleton className="h-14" />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <p className="text-sm text-ink-2">No alarm is open.</p>
                    ) : (
                        <Table
                            caption="Open alarms"
                            rows={data}
                            rowKey={(row) => String(row.id)}
                            stacks
                            columns={[
                                { id: "kind", label: "What", cell: (row) => sentence(row.kind) },
                                { id: "subject", label: "Of", className: "break-all", cell: (row) => row.subject },
                                { id: "details", label: "Details", className: "min-w-56", cell: (row) => <Details details={row.details} /> },
                                { id: "raised", label: "Since", isFigure: true, cell: (row) => ago(row.raised_at) },
                            ]}
                            actions={(row) => (
                                <Button size="sm" aria-label={`Resolve ${sentence(row.kind)} of ${row.subject}`} onClick={() => resolve(row)}>
                                    Resolve
                                </Button>
                            )}
                        />
                    )
                }
            </Block>
            {dialog}
        </Section>
    );
}
