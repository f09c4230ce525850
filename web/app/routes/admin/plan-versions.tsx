/** Versions of the plans: what was ever on sale, and moving those who have one to another. */
import { useState } from "react";

import { admin, type AdminRow } from "~/lib/api";
import { day, money, moment, number, plural, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Badge, StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { DeedDialog, useDeed, type Deed } from "~/ui/Deed";
import { Dialog } from "~/ui/Dialog";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page, Section } from "~/ui/Page";
import { Progress } from "~/ui/Progress";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { StaffList } from "~/ui/StaffList";
import { Table } from "~/ui/Table";

type Version = AdminRow<"plan_versions">;
type Migration = AdminRow<"subscription_migrations">;

const named = (version: Version | undefined) => (version ? `${sentence(version.plan_code)}, version ${version.version}` : "–");

export default function PlanVersions() {
    const [dialog, begin] = useDeed();
    const [moving, setMoving] = useState<{ from: Version; to: Version } | null>(null);
    const versions = useRows(["admin", "plan_versions"], (signal) =>
        admin.from("plan_versions").select("*").order("plan_code").order("version", { ascending: false }).abortSignal(signal).throwOnError(),
    );
    return (
        <Page title="Plan versions" lead="Whoever has bought a version keeps it, until they are moved. New checkouts get the current one.">
            <Block query={versions} skeleton={<TableSkeleton />}>
                {({ data }) => (
                    <>
                        <Table
                            caption="Plan versions"
                            rows={data}
                            rowKey={(row) => row.id}
                            stacks
                            columns={[
                                { id: "plan", label: "Plan", cell: named },
                                { id: "current", label: "On sale", cell: (row) => (row.is_current ? <Badge tone="good">Now</Badge> : "Not any more") },
                                { id: "published", label: "Published", isFigure: true, cell: (row) => (row.published_at ? day(row.published_at) : "–") },
                                { id: "subscriptions", label: "Subscriptions", isFigure: true, cell: (row) => number(row.subscriptions ?? 0) },
                                { id: "reason", label: "Reason", className: "min-w-40", cell: (row) => row.reason },
                            ]}
                            actions={(row) => {
                                const current = data.find((one) => one.plan_code === row.plan_code && one.is_current);
                                if (row.is_current) {
                                    return (
                                        <Button size="sm" aria-label={`New prices of ${sentence(row.plan_code)}`} onClick={() => begin(publication(row))}>
                                            New prices
                                        </Button>
                                    );
                                }
                                return (
                                    current &&
                                    row.published_at && (
                                        <Button size="sm" onClick={() => setMoving({ from: row, to: current })}>
                                            What if they move
                                        </Button>
                                    )
                                );
                            }}
                        />
                        <Migrations versions={data} />
                    </>
                )}
            </Block>
            {dialog}
            {moving && <Move from={moving.from} to={moving.to} onClose={() => setMoving(null)} />}
        </Page>
    );
}

function publication(version: Version): Deed {
    return {
        title: `A new version of ${sentence(version.plan_code)}`,
        lead: "Features and limits stay as they are. It can be bought as soon as Stripe knows its prices.",
        before: `Version ${version.version}`,
        after: ({ monthly, annual, currency }) =>
            `Version ${version.version + 1}: ${money(Number(monthly) || 0, currency || "usd")} a month, ${money(Number(annual) || 0, currency || "usd")} a year`,
        fields: [
            { name: "monthly", label: "A month, in cents", type: "number" },
            { name: "annual", label: "A year, in cents", type: "number" },
            {
                name: "currency",
                label: "Currency",
                type: "select",
                initial: "usd",
                options: ["usd", "eur", "gbp"].map((value) => ({ value, label: value.toUpperCase() })),
            },
        ],
        verb: "Publish",
        done: "The new version is published",
        act: ({ monthly, annual, currency, reason = "" }) =>
            admin
                .rpc("publish_plan_version", {
                    plan_code: version.plan_code,
                    reason,
                    prices: [
                        { cycle: "monthly", unit_amount_cents: Number(monthly), currency },
                        { cycle: "annual", unit_amount_cents: Number(annual), currency },
                    ] as never,
                })
                .throwOnError(),
    };
}

const LOOK_AGAIN_MS = 3_000;

/** Whoever could not be moved is queued again; what was in the way may be gone. */
function another(move: Migration, title: string): Deed {
    const stayed = (move.refused ?? 0) + (move.failed ?? 0);
    return {
        title: `Try ${stayed === 1 ? "the one" : `the ${number(stayed)}`} of ${title} again`,
        lead: "Whoever still cannot be moved stays again, with a reason. The others are moved at the end of their periods.",
        before: `${plural(stayed, "subscription")} stayed`,
        after: () => "Tried once more",
        verb: "Try again",
        done: "They are tried again",
        act: ({ reason = "" }) =>
            admin
                .rpc("migrate_subscriptions", { from_version_id: move.from_version_id, to_version_id: move.to_version_id, reason, dry_run: false })
                .throwOnError(),
    };
}

/** Moves that are under way, with how far they have come, and those of before. */
function Migrations({ versions }: { versions: readonly Version[] }) {
    const [{ migration }, change] = useUrlState(STATE);
    const moves = useRows(
        ["admin", "subscription_migrations", "all"],
        (signal) => admin.from("subscription_migrations").select("*").order("started_at", { ascending: false }).abortSignal(signal).throwOnError(),
        { refetchInterval: (found) => (found?.some((move) => move.queued) ? LOOK_AGAIN_MS : false) },
    );
    const [dialog, begin] = useDeed();
    const version = (id: string) => versions.find((one) => one.id === id);
    const titleOf = (move: Migration) => `${named(version(move.from_version_id))} to ${version(move.to_version_id)?.version ?? "another"}`;
    return (
        <Section title="Moves to another version">
            <Block query={moves} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <p className="text-sm text-ink-2">Nobody was ever moved. A move begins with a dry run from a version that is no longer sold.</p>
                    ) : (
                        <ul className="grid gap-3">
                            {data.map((move) => (
                                <li key={move.id} className="card grid gap-3 p-4">
                                    <div className="flex flex-wrap items-start justify-between gap-3">
                                        <div className="min-w-0">
                                            <h3 className="font-medium">{titleOf(move)}</h3>
                                            <p className="text-sm text-ink-3">
                                                {moment(move.started_at)} · {move.reason}
                                            </p>
                                        </div>
                                        <div className="flex flex-wrap gap-2">
                                            {(move.refused ?? 0) + (move.failed ?? 0) > 0 && (
                                                <Button size="sm" onClick={() => begin(another(move, titleOf(move)))}>
                                                    Try who stayed again
                                                </Button>
                                            )}
                                            <Button size="sm" look="quiet" onClick={() => change({ migration: move.id })}>
                                                Who
                                            </Button>
                                        </div>
                                    </div>
                                    <MoveProgress move={move} />
                                    {migration === move.id && (
                                        <Dialog title="Who is moved" wide onClose={() => change({ migration: "" })}>
                                            <Items id={move.id} />
                                        </Dialog>
                                    )}
                                </li>
                            ))}
                        </ul>
                    )
                }
            </Block>
            {dialog}
        </Section>
    );
}

const STATE = { migration: "" };

function MoveProgress({ move }: { move: Migration }) {
    const [queued, scheduled, done, refused, failed] = [move.queued ?? 0, move.scheduled ?? 0, move.done ?? 0, move.refused ?? 0, move.failed ?? 0];
    const all = queued + scheduled + done + refused + failed;
    return (
        <Progress
            label={move.finished_at ? `Finished ${day(move.finished_at)}` : queued > 0 ? "Being scheduled" : "Scheduled for the ends of their periods"}
            // First all are dealt with; then their periods end, one after the other.
            value={all - (queued > 0 ? queued : scheduled)}
            of={all}
        >
            {[
                [queued, "waiting"] as const,
                [scheduled, "scheduled"] as const,
                [done, "done"] as const,
                [refused, "refused"] as const,
                [failed, "failed"] as const,
            ]
                .filter(([count]) => count > 0)
                .map(([count, what]) => `${number(count)} ${what}`)
                .join(" · ")}
        </Progress>
    );
}

function Items({ id }: { id: string }) {
    return (
        <StaffList
            view="subscription_migration_items"
            caption="Who is moved"
            fixed={{ migration_id: id }}
            sort="-handled_at"
            tie="subscription_id"
            rowKey={(row) => row.subscription_id}
            one="subscription"
            filters={[{ name: "status", label: "Status", options: ["queued", "scheduled", "done", "refused", "failed"].map((value) => ({ value })) }]}
            empty={{ title: "Nobody has this version" }}
            columns={[
                { id: "who", label: "Organization", cell: (row) => <OrganizationLink id={row.organization_id}>{row.organization_name}</OrganizationLink> },
                { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                { id: "why", label: "Because", cell: (row) => row.refusal && sentence(row.refusal) },
                { id: "before", label: "MRR before", isFigure: true, cell: (row) => money(row.mrr_cents_before ?? 0, row.currency ?? "usd") },
                { id: "after", label: "Afterwards", isFigure: true, cell: (row) => money(row.mrr_cents_after ?? 0, row.currency ?? "usd") },
            ]}
        />
    );
}

/** What a dry run answers. */
interface DryRun {
    organizations: number;
    mrr: readonly { currency: string; mrr_cents_before: number; mrr_cents_after: number }[];
    limits_broken: readonly { feature_code: string; organizations: number; excess: number }[];
    refused: Readonly<Record<string, number>>;
    details: readonly {
        organization_id: string;
        name: string;
        subscription_id: string;
        currency: string;
        mrr_cents_before: number;
        mrr_cents_after: number;
        refusal: string | null;
    }[];
}

/** First what would be, then why, then it is done: everybody at the end of their period. */
function Move({ from, to, onClose }: { from: Version; to: Version; onClose: () => void }) {
    const [isSure, setIsSure] = useState(false);
    const names = { from_version_id: from.id, to_version_id: to.id };
    const dryRun = useRows(["dry_run", names], (signal) =>
        admin.rpc("migrate_subscriptions", { ...names, reason: "Dry run", dry_run: true }).abortSignal(signal).throwOnError(),
    );
    const title = `${sentence(from.plan_code)}: version ${from.version} to ${to.version}`;
    const answer = dryRun.data?.data as unknown as DryRun | undefined;
    if (isSure) {
        return (
            <DeedDialog
                title={title}
                lead="Each is moved at the end of the period, without proration. Whoever cannot be stays, with a reason."
                before={`${plural(answer?.organizations ?? 0, "organization")} on version ${from.version}`}
                after={() => `On version ${to.version}, from their next period on`}
                verb="Move them"
                look="danger"
                done="The first of them are scheduled; a job does the rest"
                onClose={onClose}
                act={({ reason = "" }) => admin.rpc("migrate_subscriptions", { ...names, reason, dry_run: false }).throwOnError()}
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
                    <Button look="primary" disabled={!answer?.organizations} onClick={() => setIsSure(true)}>
                        Go on
                    </Button>
                </>
            }
        >
            <Block query={dryRun} skeleton={<Skeleton className="h-64" />}>
                {({ data }) => <WhatIf answer={data as unknown as DryRun} />}
            </Block>
        </Dialog>
    );
}

function WhatIf({ answer }: { answer: DryRun }) {
    const refusals = Object.entries(answer.refused);
    return (
        <div className="grid gap-5">
            <p className="text-ink-2">What would be, were they all moved. Nothing has changed yet.</p>
            <ul className="grid gap-2">
                <li>
                    <strong>{plural(answer.organizations, "organization")}</strong> would move.
                </li>
                {answer.mrr.map((one) => (
                    <li key={one.currency}>
                        MRR in {one.currency.toUpperCase()} from <strong className="figures">{money(one.mrr_cents_before, one.currency)}</strong> to{" "}
                        <strong className="figures">{money(one.mrr_cents_after, one.currency)}</strong>.
                    </li>
                ))}
                {answer.limits_broken.map((one) => (
                    <li key={one.feature_code} className="text-warn">
                        {plural(one.organizations, "organization")} would exceed the limit of {sentence(one.feature_code).toLowerCase()}, by {number(one.excess)} in all.
                    </li>
                ))}
                {refusals.map(([why, organizations]) => (
                    <li key={why} className="text-warn">
                        {plural(organizations, "organization")} would stay: {sentence(why).toLowerCase()}.
                    </li>
                ))}
            </ul>
            {answer.details.length > 0 && (
                <Table
                    caption="One by one"
                    rows={answer.details}
                    rowKey={(row) => row.subscription_id}
                    columns={[
                        { id: "name", label: "Organization", cell: (row) => <OrganizationLink id={row.organization_id}>{row.name}</OrganizationLink> },
                        { id: "before", label: "MRR now", isFigure: true, cell: (row) => money(row.mrr_cents_before, row.currency) },
                        { id: "after", label: "Then", isFigure: true, cell: (row) => money(row.mrr_cents_after, row.currency) },
                        { id: "stays", label: "Stays because", cell: (row) => row.refusal && sentence(row.refusal) },
                    ]}
                />
            )}
        </div>
    );
}
