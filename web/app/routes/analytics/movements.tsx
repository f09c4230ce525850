/** What made MRR change, period by period, down to the customers and the items they pay for. */
import { StackedBars } from "~/charts/StackedBars";
import { Waterfall } from "~/charts/Waterfall";
import { useBook, useFigures, useMovements } from "~/lib/book";
import { day, money as amount, number, plural, sentence } from "~/lib/format";
import { KINDS, isIdle, movementSteps, type Movement } from "~/lib/movements";
import { addDays } from "~/lib/periods";
import { COUNT, SHARE, TIMES } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { Drill, DrillButton } from "~/revenue/Drill";
import { Csv, FigureTable, PERIOD, type FigureColumn } from "~/revenue/Series";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Empty } from "~/ui/Empty";
import { Figure } from "~/ui/Figure";
import { Section } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import type { Column } from "~/ui/Table";

const STATE = { period: "", kind: "", customer: "" };

export default function RevenueMovements() {
    const { asOf, money } = useBook();
    const [state] = useUrlState(STATE);
    const { now, earlier, name, when } = useMovements();

    return (
        <Block query={now.rows} skeleton={<Skeleton className="h-150" />}>
            {({ data }) => {
                if (data.every(isIdle)) return <Empty title="No movements in this range">They begin with the first customer who pays. {asOf}</Empty>;
                const isStale = now.rows.isPlaceholderData;
                const opened = data.find((row) => row.month === state.period);
                const chosen = opened ?? data.findLast((row) => !row.is_partial) ?? data[0]!;
                const steps = movementSteps(chosen);
                return (
                    <div className="grid gap-6 print:gap-4">
                        <div className="grid gap-6 xl:grid-cols-2 in-[.report]:md:grid-cols-2 print:grid-cols-2 print:gap-3">
                            <Figure
                                title="Gains and losses"
                                definition="From close to close. What was gained stands above the line, what was lost beneath it."
                                asOf={asOf}
                                actions={<Csv of={now} label="Gains and losses" />}
                                chart={
                                    <StackedBars
                                        label="Gains and losses of MRR"
                                        rows={data}
                                        x={name}
                                        stacks={KINDS.map((kind) => ({
                                            label: kind.label,
                                            tone: kind.tone,
                                            value: (row: Movement) => (kind.isLoss ? -row[kind.mrr] : row[kind.mrr]),
                                        }))}
                                        unit={money}
                                    />
                                }
                                table={
                                    <FigureTable
                                        caption="Gains and losses"
                                        rows={data.toReversed()}
                                        rowKey={(row) => row.month}
                                        columns={[
                                            { id: "period", label: "Period", className: PERIOD, cell: name },
                                            ...KINDS.map((kind) => ({ label: kind.label, unit: money, value: (row: Movement) => row[kind.mrr] })),
                                        ]}
                                    />
                                }
                            />
                            <Figure
                                title={`From start to end: ${name(chosen)}`}
                                definition="Start, and what was gained and lost, make the end. Choose another period in the table beneath."
                                asOf={asOf}
                                chart={<Waterfall label={`How the MRR changed ${when(chosen)}`} steps={steps} unit={money} />}
                                table={
                                    <FigureTable
                                        caption="How the MRR changed"
                                        rows={steps}
                                        rowKey={(step) => step.label}
                                        columns={[{ id: "step", label: "Movement", cell: (step) => step.label }, { label: "MRR", unit: money, value: (step) => step.value }]}
                                    />
                                }
                            />
                        </div>
                        {opened && <Movers key={`${opened.month} ${state.kind}`} period={opened} kind={state.kind} />}
                        <Section title="Period by period" actions={<Csv of={now} label="Movements" />}>
                            <p className="text-sm text-ink-3">A figure leads to its customers. {asOf}</p>
                            <MovementTable rows={data} earlier={earlier?.rows.data?.data} isStale={isStale} />
                        </Section>
                        <Section title="Rates" actions={<Csv of={now} label="Rates" />}>
                            <p className="text-sm text-ink-3">Over what was there at the start of each period. {asOf}</p>
                            <FigureTable
                                caption="Rates by period"
                                rows={data.toReversed()}
                                rowKey={(row) => row.month}
                                isStale={isStale}
                                columns={[
                                    { id: "period", label: "Period", className: PERIOD, cell: name },
                                    { label: "Customer churn", unit: SHARE, value: (row) => row.customer_churn },
                                    { label: "Gross MRR churn", unit: SHARE, value: (row) => row.gross_mrr_churn },
                                    { label: "Net MRR churn", unit: SHARE, value: (row) => row.net_mrr_churn },
                                    { label: "GRR", unit: SHARE, value: (row) => row.grr },
                                    { label: "NRR", unit: SHARE, value: (row) => row.nrr },
                                    { label: "GRR, a year", unit: SHARE, value: (row) => row.grr_t12m },
                                    { label: "NRR, a year", unit: SHARE, value: (row) => row.nrr_t12m },
                                    { label: "Quick ratio", unit: TIMES, value: (row) => row.quick_ratio },
                                    { label: "ARPA", unit: money, value: (row) => row.arpa },
                                ]}
                            />
                        </Section>
                    </div>
                );
            }}
        </Block>
    );
}

/** The latest first; a figure that is not nothing leads to its customers. */
function MovementTable({ rows, earlier, isStale }: { rows: readonly Movement[]; earlier: readonly Movement[] | undefined; isStale: boolean }) {
    const { money, comparedName } = useBook();
    const { name, when } = useMovements();
    const [state, change] = useUrlState(STATE);
    const compared: FigureColumn<Movement>[] = earlier
        ? [
              {
                  id: "before",
                  label: comparedName,
                  isFigure: true,
                  cell: (row) => {
                      const before = earlier[rows.indexOf(row)];
                      return before ? `${money.text(before.mrr_end)} (${money.change(row.mrr_end, before.mrr_end)})` : "–";
                  },
              },
          ]
        : [];
    const columns: FigureColumn<Movement>[] = [
        {
            id: "period",
            label: "Period",
            className: PERIOD,
            cell: (row) => (
                <>
                    {name(row)}
                    {row.is_partial && <span className="font-normal text-ink-3"> so far</span>}
                </>
            ),
        },
        { label: "Start", unit: money, value: (row) => row.mrr_start },
        ...KINDS.map<Column<Movement>>((kind) => ({
            id: kind.kind,
            label: kind.label,
            isFigure: true,
            cell: (row) =>
                row[kind.n] === 0 ? (
                    <span className="text-ink-3">–</span>
                ) : (
                    <DrillButton
                        label={`${kind.label} ${when(row)}: ${money.text(row[kind.mrr])} from ${plural(row[kind.n], "customer")}`}
                        isOpen={state.period === row.month && state.kind === kind.kind}
                        onOpen={() => change({ period: row.month, kind: kind.kind, customer: "" })}
                    >
                        {kind.isLoss ? "−" : "+"}
                        {money.text(row[kind.mrr])}
                        <span className="text-ink-3"> ({number(row[kind.n])})</span>
                    </DrillButton>
                ),
        })),
        { id: "end", label: "End", isFigure: true, cell: (row) => <strong className="font-semibold">{money.text(row.mrr_end)}</strong> },
        ...compared,
        { label: "Customers", unit: COUNT, value: (row) => row.customers_end },
    ];
    return <FigureTable caption="Movements of MRR" columns={columns} rows={rows.toReversed()} rowKey={(row) => row.month} isStale={isStale} />;
}

/** The customers behind a cell, and what each pays for. */
function Movers({ period, kind }: { period: Movement; kind: string }) {
    const { state: book, basis, money } = useBook();
    const { when } = useMovements();
    const [state, change] = useUrlState(STATE);
    const movers = useFigures("movers", { ...basis, grain: book.grain, period: period.month, kind: kind && `eq.${kind}` });
    const known = KINDS.find((one) => one.kind === kind);
    return (
        <Drill
            of={movers}
            title={`${kind ? sentence(kind) : "All changes"} ${when(period)}`}
            lead={
                known &&
                `${known.isLoss ? "−" : "+"}${money.text(period[known.mrr])} of MRR from ${plural(period[known.n], "customer")}, from the close before to ${day(period.close_day)}.`
            }
            onClose={() => change({ period: "", kind: "", customer: "" })}
            columns={[
                { id: "kind", label: "Class", cell: (row) => <Badge>{sentence(row.kind)}</Badge> },
                { label: "Before", unit: money, value: (row) => row.mrr_before },
                { label: "After", unit: money, value: (row) => row.mrr_after },
                { label: "Change", unit: money, value: (row) => row.delta_mrr },
                {
                    id: "why",
                    label: <span className="sr-only">What it consists of</span>,
                    className: "w-0 print:hidden",
                    cell: (row) => (
                        <Button
                            size="sm"
                            look="quiet"
                            aria-expanded={state.customer === row.organization_id}
                            onClick={() => change({ customer: state.customer === row.organization_id ? "" : row.organization_id })}
                        >
                            Explain<span className="sr-only"> {row.name}</span>
                        </Button>
                    ),
                },
            ]}
        >
            {state.customer && (
                <div className="grid gap-3 xl:grid-cols-2">
                    <Explanation customer={state.customer} title="Before" on={addDays(period.month, -1)} />
                    <Explanation customer={state.customer} title="After" on={period.close_day} />
                </div>
            )}
        </Drill>
    );
}

/** The versions and items behind what a customer pays at the close of a day. */
function Explanation({ customer, title, on }: { customer: string; title: string; on: string }) {
    const { at } = useBook();
    const items = useFigures("explain_mrr", { organization_id: customer, at: `${on}T23:59:59.999999Z`, known_at: at.known_at });
    const caption = `${title}: at the close of ${day(on)}`;
    return (
        <Section title={caption} actions={<Csv of={items} label={caption} />}>
            <Block query={items.rows} skeleton={<TableSkeleton rows={2} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <p className="card p-4 text-sm text-ink-2">Nothing was paid for.</p>
                    ) : (
                        <FigureTable
                            caption={`${title}: items`}
                            rows={data}
                            rowKey={(row) => `${row.subscription_id} ${row.item} ${row.valid_from}`}
                            isStale={items.rows.isPlaceholderData}
                            columns={[
                                { id: "item", label: "Item", cell: (row) => sentence(row.item ?? "imported") },
                                { label: "Quantity", unit: COUNT, value: (row) => row.quantity },
                                { id: "arr", label: "A year", isFigure: true, cell: (row) => amount(row.arr, row.currency) },
                                { id: "valid", label: "True since", isFigure: true, cell: (row) => day(row.valid_from) },
                                { id: "known", label: "Known since", isFigure: true, cell: (row) => day(row.known_from) },
                                { id: "source", label: "From", cell: (row) => <code className="text-xs break-all">{row.source}</code> },
                            ]}
                        />
                    )
                }
            </Block>
        </Section>
    );
}
