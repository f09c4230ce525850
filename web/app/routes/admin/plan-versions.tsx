/** Versions of the plans: what was ever on sale, and moving those who have one to another. */
import { useState } from "react";

import { admin, type AdminRow } from "~/lib/api";
import { day, number, plural, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { Json } from "~/ui/Json";
import { Page, Section } from "~/ui/Page";
import { ReasonDialog } from "~/ui/ReasonDialog";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { StaffList } from "~/ui/StaffList";
import { Table } from "~/ui/Table";

type Version = AdminRow<"plan_versions">;

export default function PlanVersions() {
    const [publishing, setPublishing] = useState<Version | null>(null);
    const [moving, setMoving] = useState<{ from: Version; to: Version } | null>(null);
    const versions = useRows(["admin", "plan_versions"], (signal) =>
        admin.from("plan_versions").select("*").order("plan_code").order("version", { ascending: false }).abortSignal(signal).throwOnError(),
    );
    const { mutateAsync } = useAction(
        async ({ plan_code, prices, reason }: { plan_code: string; prices: unknown; reason: string }) =>
            await admin.rpc("publish_plan_version", { plan_code, reason, prices: prices as never }).throwOnError(),
        { invalidates: [["admin"]], done: "The new version is published" },
    );
    return (
        <Page title="Plan versions" lead="Whoever has bought a version keeps it, until they are moved. New checkouts get the current one.">
            <Block query={versions} skeleton={<TableSkeleton />}>
                {({ data }) => (
                    <Table
                        caption="Plan versions"
                        rows={data}
                        rowKey={(row) => row.id}
                        columns={[
                            { id: "plan", label: "Plan", cell: (row) => `${sentence(row.plan_code)}, version ${row.version}` },
                            { id: "current", label: "On sale", cell: (row) => (row.is_current ? <Badge tone="good">Now</Badge> : "Not any more") },
                            { id: "published", label: "Published", isFigure: true, cell: (row) => (row.published_at ? day(row.published_at) : "–") },
                            { id: "subscriptions", label: "Subscriptions", isFigure: true, cell: (row) => number(row.subscriptions ?? 0) },
                            { id: "reason", label: "Reason", cell: (row) => row.reason },
                            {
                                id: "act",
                                label: <span className="sr-only">Actions</span>,
                                className: "w-0",
                                cell: (row) => {
                                    const current = data.find((one) => one.plan_code === row.plan_code && one.is_current);
                                    return row.is_current ? (
                                        <Button size="sm" onClick={() => setPublishing(row)}>
                                            New prices
                                        </Button>
                                    ) : (
                                        current && (
                                            <Button size="sm" onClick={() => setMoving({ from: row, to: current })}>
                                                What if they move
                                            </Button>
                                        )
                                    );
                                },
                            },
                        ]}
                    />
                )}
            </Block>
            <Section title="Moves">
                <StaffList
                    view="subscription_migrations"
                    caption="Moves to another version"
                    sort="-started_at"
                    rowKey={(row) => row.id}
                    one="move"
                    empty={{ title: "Nobody was ever moved", text: "Moves begin with a dry run from a version that is no longer sold." }}
                    columns={[
                        { id: "started", label: "Started", isFigure: true, cell: (row) => day(row.started_at) },
                        { id: "queued", label: "Waiting", isFigure: true, cell: (row) => number(row.queued ?? 0) },
                        { id: "scheduled", label: "Scheduled", isFigure: true, cell: (row) => number(row.scheduled ?? 0) },
                        { id: "done", label: "Done", isFigure: true, cell: (row) => number(row.done ?? 0) },
                        { id: "refused", label: "Refused", isFigure: true, cell: (row) => number(row.refused ?? 0) },
                        { id: "failed", label: "Failed", isFigure: true, cell: (row) => number(row.failed ?? 0) },
                        { id: "reason", label: "Reason", cell: (row) => row.reason },
                    ]}
                />
            </Section>
            {publishing && (
                <ReasonDialog
                    title={`A new version of ${sentence(publishing.plan_code)}`}
                    lead="Features and limits stay as they are. It can be bought as soon as Stripe knows its prices."
                    before={`Version ${publishing.version}`}
                    after={() => `Version ${publishing.version + 1}`}
                    fields={[
                        { name: "monthly", label: "A month, in cents", type: "number" },
                        { name: "annual", label: "A year, in cents", type: "number" },
                        { name: "currency", label: "Currency", initial: "usd" },
                    ]}
                    verb="Publish"
                    onClose={() => setPublishing(null)}
                    act={({ monthly, annual, currency, reason = "" }) =>
                        mutateAsync({
                            plan_code: publishing.plan_code,
                            reason,
                            prices: [
                                { cycle: "monthly", unit_amount_cents: Number(monthly), currency },
                                { cycle: "annual", unit_amount_cents: Number(annual), currency },
                            ],
                        })
                    }
                />
            )}
            {moving && <Move from={moving.from} to={moving.to} onClose={() => setMoving(null)} />}
        </Page>
    );
}

/** What a dry run answers. */
interface DryRun {
    organizations: number;
    mrr: unknown;
    limits_broken: unknown;
    refused: number;
    details: unknown;
}

/** First what would be, then why, then it is done: everybody at the end of their period. */
function Move({ from, to, onClose }: { from: Version; to: Version; onClose: () => void }) {
    const [isSure, setIsSure] = useState(false);
    const names = { from_version_id: from.id, to_version_id: to.id };
    const dryRun = useRows(["admin", "dry_run", names], (signal) =>
        admin.rpc("migrate_subscriptions", { ...names, reason: "Dry run", dry_run: true }).abortSignal(signal).throwOnError(),
    );
    const move = useAction(
        async (reason: string) => await admin.rpc("migrate_subscriptions", { ...names, reason, dry_run: false }).throwOnError(),
        { invalidates: [["admin"]], done: "The first of them are scheduled; a job does the rest" },
    );
    const title = `${sentence(from.plan_code)}: version ${from.version} to ${to.version}`;
    if (isSure) {
        return (
            <ReasonDialog
                title={title}
                lead="Each is moved at the end of the period, without proration. Whoever cannot be stays, with a reason."
                before={plural(from.subscriptions ?? 0, "subscription")}
                after={() => `On version ${to.version}`}
                verb="Move them"
                look="danger"
                onClose={onClose}
                act={(values) => move.mutateAsync(values.reason ?? "")}
            />
        );
    }
    return (
        <Dialog
            title={title}
            wide
            onClose={onClose}
            footer={
                <>
                    <Button onClick={onClose}>Leave it</Button>
                    <Button look="primary" disabled={!dryRun.data} onClick={() => setIsSure(true)}>
                        Go on
                    </Button>
                </>
            }
        >
            <ErrorText error={move.error} />
            <Block query={dryRun} skeleton={<Skeleton className="h-48" />}>
                {({ data }) => {
                    const answer = data as unknown as DryRun;
                    return (
                        <div className="grid gap-4">
                            <p className="text-ink-2">What would be, were they all moved now. Nothing has changed.</p>
                            <Facts
                                facts={[
                                    ["Organizations", number(answer.organizations)],
                                    ["Would stay", number(answer.refused)],
                                ]}
                            />
                            <Json label="All of what would be" value={answer} />
                        </div>
                    );
                }}
            </Block>
        </Dialog>
    );
}
