/** What came and what went, period by period; each figure leads to the customers behind it. */
import { Link } from "react-router";

import { StackedBars } from "~/charts/StackedBars";
import { Waterfall } from "~/charts/Waterfall";
import { analytics } from "~/lib/api";
import { mrr, mrrShort, periodName, useBook, useMovements } from "~/lib/book";
import { day, money, number, percent, plural, sentence } from "~/lib/format";
import { KINDS, movementSteps, type Movement } from "~/lib/movements";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { CsvButton } from "~/ui/CsvButton";
import { Empty } from "~/ui/Empty";
import { Figure } from "~/ui/Figure";
import { Section } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

const STATE = { period: "", kind: "", customer: "" };

export default function RevenueMovements() {
    const { state: book, basis, asOf, from } = useBook();
    const [state, change] = useUrlState(STATE);
    const movements = useMovements();
    const open = (period: string, kind: string) => change({ period, kind, customer: "" });

    return (
        <Block query={movements} skeleton={<Skeleton className="h-150" />}>
            {({ data }) => {
                if (data.length === 0) return <Empty title="No movements in this range">There may be some in a longer one.</Empty>;
                const chosen =
                    data.find((row) => row.month === state.period) ?? data.findLast((row) => !row.is_partial) ?? data[0]!;
                const csv = (
                    <CsvButton
                        schema="analytics"
                        path="rpc/mrr_movements"
                        filters={{ ...basis, grain: book.grain, from_date: from }}
                        fileName={`mrr-movements-by-${book.grain}`}
                        label="Movements"
                    />
                );
                return (
                    <div className="grid gap-6">
                        <div className="grid gap-6 xl:grid-cols-2">
                            <Figure
                                title="Gains and losses"
                                definition="From close to close. What was gained stands above the line, what was lost beneath it."
                                asOf={asOf}
                                chart={
                                    <StackedBars
                                        label="Gains and losses of MRR"
                                        rows={data}
                                        x={(row) => periodName(row.month, book.grain)}
                                        stacks={KINDS.map((kind, index) => ({
                                            label: kind.label,
                                            tone: TONES[index]!,
                                            value: (row: Movement) => (kind.isLoss ? -row[kind.mrr] : row[kind.mrr]),
                                        }))}
                                        format={mrr}
                                        axisFormat={mrrShort}
                                    />
                                }
                                table={<MovementTable caption="Gains and losses" rows={data} grain={book.grain} onOpen={open} />}
                            />
                            <Figure
                                title={`From start to end: ${periodName(chosen.month, book.grain)}`}
                                definition="Start, and what was gained and lost, make the end. Choose another period in the table."
                                asOf={asOf}
                                chart={
                                    <Waterfall
                                        label="How the MRR changed"
                                        steps={movementSteps(chosen)}
                                        format={mrr}
                                        axisFormat={mrrShort}
                                    />
                                }
                                table={
                                    <Table
                                        caption="How the MRR changed"
                                        rows={movementSteps(chosen)}
                                        rowKey={(step) => step.label}
                                        columns={[
                                            { id: "step", label: "Movement", cell: (step) => step.label },
                                            { id: "mrr", label: "MRR", isFigure: true, cell: (step) => mrr(step.value) },
                                        ]}
                                    />
                                }
                            />
                        </div>
                        {state.period && <Movers period={state.period} kind={state.kind} />}
                        <Section title="Period by period" actions={csv}>
                            <MovementTable caption="Movements of MRR" rows={data} grain={book.grain} onOpen={open} isStale={movements.isPlaceholderData} />
                        </Section>
                        <Section
                            title="Rates"
                            actions={
                                <p className="text-sm text-ink-3">Over what was there at the start of each period. {asOf}</p>
                            }
                        >
                            <Rates rows={data} grain={book.grain} />
                        </Section>
                    </div>
                );
            }}
        </Block>
    );
}

const TONES = [1, 2, "up", 3, "down"] as const;

/** The latest first; a figure that is not nothing leads to its customers. */
function MovementTable({
    caption,
    rows,
    grain,
    onOpen,
    isStale = false,
}: {
    caption: string;
    rows: readonly Movement[];
    grain: string;
    onOpen: (period: string, kind: string) => void;
    isStale?: boolean;
}) {
    const columns: Column<Movement>[] = [
        {
            id: "period",
            label: "Period",
            className: "whitespace-nowrap",
            cell: (row) => (
                <>
                    {periodName(row.month, grain)}
                    {row.is_partial && <span className="font-normal text-ink-3"> until {day(row.close_day)}</span>}
                </>
            ),
        },
        { id: "start", label: "Start", isFigure: true, cell: (row) => mrr(row.mrr_start) },
        ...KINDS.map<Column<Movement>>((kind) => ({
            id: kind.kind,
            label: kind.label,
            isFigure: true,
            cell: (row) =>
                row[kind.n] === 0 ? (
                    <span className="text-ink-3">–</span>
                ) : (
                    <button
                        type="button"
                        onClick={() => onOpen(row.month, kind.kind)}
                        aria-label={`${kind.label} in ${periodName(row.month, grain)}: ${mrr(row[kind.mrr])} from ${plural(row[kind.n], "customer")}. Show them`}
                        className="min-h-6 underline decoration-line-strong underline-offset-4 hover:decoration-ink"
                    >
                        {kind.isLoss ? "−" : "+"}
                        {mrr(row[kind.mrr])}
                        <span className="text-ink-3"> ({number(row[kind.n])})</span>
                    </button>
                ),
        })),
        { id: "end", label: "End", isFigure: true, cell: (row) => <strong className="font-semibold">{mrr(row.mrr_end)}</strong> },
        { id: "customers", label: "Customers", isFigure: true, cell: (row) => number(row.customers_end) },
    ];
    return <Table caption={caption} columns={columns} rows={rows.toReversed()} rowKey={(row) => row.month} isStale={isStale} />;
}

function Rates({ rows, grain }: { rows: readonly Movement[]; grain: string }) {
    return (
        <Table
            caption="Rates by period"
            rows={rows.toReversed()}
            rowKey={(row) => row.month}
            columns={[
                { id: "period", label: "Period", className: "whitespace-nowrap", cell: (row) => periodName(row.month, grain) },
                { id: "churn", label: "Customer churn", isFigure: true, cell: (row) => percent(row.customer_churn) },
                { id: "gross", label: "Gross MRR churn", isFigure: true, cell: (row) => percent(row.gross_mrr_churn) },
                { id: "net", label: "Net MRR churn", isFigure: true, cell: (row) => percent(row.net_mrr_churn) },
                { id: "grr", label: "GRR", isFigure: true, cell: (row) => percent(row.grr) },
                { id: "nrr", label: "NRR", isFigure: true, cell: (row) => percent(row.nrr) },
                { id: "grr12", label: "GRR, 12 months", isFigure: true, cell: (row) => percent(row.grr_t12m) },
                { id: "nrr12", label: "NRR, 12 months", isFigure: true, cell: (row) => percent(row.nrr_t12m) },
                {
                    id: "quick",
                    label: "Quick ratio",
                    isFigure: true,
                    cell: (row) => (row.quick_ratio === null ? "–" : number(row.quick_ratio, 2)),
                },
                { id: "arpa", label: "ARPA", isFigure: true, cell: (row) => mrr(row.arpa) },
            ]}
        />
    );
}

function Movers({ period, kind }: { period: string; kind: string }) {
    const { state: book, basis } = useBook();
    const [state, change] = useUrlState(STATE);
    const wanted = { ...basis, grain: book.grain, period };
    const movers = useRows(["analytics", "movers", wanted], (signal) =>
        analytics.rpc("movers", wanted).abortSignal(signal).throwOnError(),
    );
    const title = `${kind ? sentence(kind) : "All changes"} in ${periodName(period, book.grain)}`;
    return (
        <Section
            title={title}
            actions={
                <div className="flex items-center gap-2">
                    <CsvButton schema="analytics" path="rpc/movers" filters={wanted} fileName={`movers-${period}`} label="These customers" />
                    <Button size="sm" onClick={() => change({ period: "", kind: "", customer: "" })}>
                        Close
                    </Button>
                </div>
            }
        >
            <Block query={movers} skeleton={<TableSkeleton />}>
                {({ data }) => (
                    <Table
                        caption={`${title}: customers`}
                        rows={data.filter((row) => !kind || row.kind === kind)}
                        rowKey={(row) => row.organization_id}
                        isStale={movers.isPlaceholderData}
                        columns={[
                            {
                                id: "name",
                                label: "Customer",
                                cell: (row) => (
                                    <Link className="underline underline-offset-4" to={`/admin/organizations/${row.organization_id}`}>
                                        {row.name}
                                    </Link>
                                ),
                            },
                            { id: "kind", label: "Class", cell: (row) => <Badge>{sentence(row.kind)}</Badge> },
                            { id: "before", label: "Before", isFigure: true, cell: (row) => mrr(row.mrr_before) },
                            { id: "after", label: "After", isFigure: true, cell: (row) => mrr(row.mrr_after) },
                            { id: "delta", label: "Change", isFigure: true, cell: (row) => mrr(row.delta_mrr) },
                            {
                                id: "why",
                                label: <span className="sr-only">What it consists of</span>,
                                className: "w-0",
                                cell: (row) => (
                                    <Button
                                        size="sm"
                                        look="quiet"
                                        aria-expanded={state.customer === row.organization_id}
                                        onClick={() =>
                                            change({ customer: state.customer === row.organization_id ? "" : row.organization_id })
                                        }
                                    >
                                        Explain
                                    </Button>
                                ),
                            },
                        ]}
                    />
                )}
            </Block>
            {state.customer && <Explanation organizationId={state.customer} />}
        </Section>
    );
}

/** The versions and items behind what a customer pays, as of the day the figures are. */
function Explanation({ organizationId }: { organizationId: string }) {
    const { at, asOf, asOfDay } = useBook();
    const wanted = {
        organization_id: organizationId,
        ...(at.as_of && { at: `${asOfDay}T23:59:59.999999Z` }),
        ...(at.known_at && { known_at: at.known_at }),
    };
    const items = useRows(["analytics", "explain", wanted], (signal) =>
        analytics.rpc("explain_mrr", wanted).abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={items} skeleton={<TableSkeleton rows={2} />}>
            {({ data }) =>
                data.length === 0 ? (
                    <Empty title="This customer pays nothing now">{asOf}</Empty>
                ) : (
                    <div className="grid gap-2">
                        <p className="text-sm text-ink-2">What the customer pays for, and since when we know. {asOf}</p>
                        <Table
                            caption="What the revenue of the customer consists of"
                            rows={data}
                            rowKey={(row) => `${row.subscription_id} ${row.item} ${row.valid_from}`}
                            columns={[
                                { id: "item", label: "Item", cell: (row) => sentence(row.item ?? "imported") },
                                { id: "quantity", label: "Quantity", isFigure: true, cell: (row) => (row.quantity === null ? "–" : number(row.quantity)) },
                                { id: "arr", label: "A year", isFigure: true, cell: (row) => money(row.arr, row.currency) },
                                { id: "valid", label: "True since", isFigure: true, cell: (row) => day(row.valid_from) },
                                { id: "known", label: "Known since", isFigure: true, cell: (row) => day(row.known_from) },
                                { id: "source", label: "From", cell: (row) => <code className="text-xs break-all">{row.source}</code> },
                            ]}
                        />
                    </div>
                )
            }
        </Block>
    );
}
