/** Revenue at a glance: where it stands, where it may go, what made it change, what it consists of. */
import { Link, useLocation } from "react-router";

import { Funnel } from "~/charts/Funnel";
import { LineBand } from "~/charts/LineBand";
import { Waterfall } from "~/charts/Waterfall";
import { useBook, useFigures, useMovements } from "~/lib/book";
import { plural, sentence } from "~/lib/format";
import { isIdle, movementSteps, type Movement } from "~/lib/movements";
import { periodName } from "~/lib/periods";
import { COUNT } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { Health } from "~/revenue/Health";
import { KeyFigures } from "~/revenue/KeyFigures";
import { Csv, FigureTable, PERIOD, Series } from "~/revenue/Series";
import { Block } from "~/ui/Block";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Figure } from "~/ui/Figure";
import { Skeleton } from "~/ui/Skeleton";
import type { Column } from "~/ui/Table";

export default function RevenueOverview() {
    return (
        <div className="grid gap-6 print:gap-4">
            <KeyFigures />
            <Mrr />
            <Health />
            <div className="grid gap-6 xl:grid-cols-2 print:grid-cols-2 print:gap-3">
                <LastMovements />
                <Breakdown />
            </div>
        </div>
    );
}

interface Point {
    label: string;
    actual: number | null;
    before: number | null;
    expected: number | null;
    band80: readonly [number, number] | null;
    band95: readonly [number, number] | null;
    isPartial: boolean;
}

function Mrr() {
    const { state, basis, asOf, money, comparedName } = useBook();
    const { now, earlier } = useMovements();
    const forecast = useFigures("forecast_bands", { ...basis, months: "12" });
    return (
        <Block query={now.rows} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                if (data.every(isIdle)) return <NoRevenue />;
                const isByMonth = state.grain === "month";
                const expected = forecast.rows.data?.data ?? [];
                const points = timeline(data, earlier?.rows.data?.data ?? [], isByMonth ? expected : [], state.grain);
                const isShaky = expected.some((row) => row.is_low_confidence);
                const range = (band: readonly [number, number] | null) => band && `${money.text(band[0])} – ${money.text(band[1])}`;
                const before: Column<Point>[] = earlier
                    ? [
                          {
                              id: "before",
                              label: comparedName,
                              isFigure: true,
                              cell: ({ actual, before: old }) =>
                                  old === null || actual === null ? "" : `${money.text(old)} (${money.change(actual, old)})`,
                          },
                      ]
                    : [];
                return (
                    <Figure
                        title="Monthly recurring revenue"
                        definition={`At each close. The dashed line is what the rates of the last six complete months lead to; the bands hold 80 % and 95 % of what may come if the last twelve months repeat.${isByMonth ? "" : " It is forecast by month only."}${isShaky ? " There is less than a year of history: low confidence." : ""}`}
                        asOf={asOf}
                        actions={
                            <div className="flex flex-wrap gap-2">
                                <Csv of={now} label="MRR" isNamed />
                                {isByMonth && <Csv of={forecast} label="Forecast" isNamed />}
                            </div>
                        }
                        chart={
                            <LineBand
                                label="Monthly recurring revenue over time, with a forecast"
                                rows={points}
                                x={(point) => point.label}
                                lines={[
                                    { label: "MRR", tone: 1, value: (point) => point.actual },
                                    ...(earlier ? [{ label: comparedName, tone: 5, mark: "dots", value: (point: Point) => point.before } as const] : []),
                                    ...(isByMonth && expected.length > 0
                                        ? [{ label: "Forecast", tone: 2, mark: "dashes", value: (point: Point) => point.expected } as const]
                                        : []),
                                ]}
                                bands={
                                    isByMonth && expected.length > 0
                                        ? [
                                              { label: "95 % of what may come", tone: 2, range: (point) => point.band95 },
                                              { label: "80 %", tone: 2, range: (point) => point.band80 },
                                          ]
                                        : []
                                }
                                unit={money}
                            />
                        }
                        table={
                            <FigureTable
                                caption="Monthly recurring revenue and its forecast"
                                rows={points}
                                rowKey={(point) => point.label}
                                isStale={now.rows.isPlaceholderData}
                                columns={[
                                    {
                                        id: "period",
                                        label: "Period",
                                        className: PERIOD,
                                        cell: (point) => point.label + (point.isPartial ? " (so far)" : ""),
                                    },
                                    { id: "mrr", label: "MRR", isFigure: true, cell: ({ actual }) => (actual === null ? "" : money.text(actual)) },
                                    ...before,
                                    { id: "forecast", label: "Forecast", isFigure: true, cell: (point) => (point.expected === null ? "" : money.text(point.expected)) },
                                    { id: "80", label: "80 %", isFigure: true, cell: (point) => range(point.band80) },
                                    { id: "95", label: "95 %", isFigure: true, cell: (point) => range(point.band95) },
                                ]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}

interface Expected {
    month: string;
    mrr: number;
    lo80: number;
    hi80: number;
    lo95: number;
    hi95: number;
}

/** What was, what was before that, and what may come; a month under way is in both. */
function timeline(movements: readonly Movement[], earlier: readonly Movement[], forecast: readonly Expected[], grain: string): Point[] {
    const points = movements.map<Point>((row, index) => ({
        label: periodName(row.month, grain),
        actual: row.mrr_end,
        before: earlier[index]?.mrr_end ?? null,
        expected: null,
        band80: null,
        band95: null,
        isPartial: row.is_partial,
    }));
    // The forecast sets out from the last complete month.
    const origin = points.findLast((point) => !point.isPartial);
    if (origin && forecast.length > 0) origin.expected = origin.actual;
    for (const row of forecast) {
        const expected = { expected: row.mrr, band80: [row.lo80, row.hi80] as const, band95: [row.lo95, row.hi95] as const };
        const label = periodName(row.month, grain);
        const known = points.find((point) => point.label === label);
        if (known) Object.assign(known, expected);
        else points.push({ label, actual: null, before: null, isPartial: false, ...expected });
    }
    return points;
}

function NoRevenue() {
    const { asOf } = useBook();
    return (
        <Empty title="No revenue yet">
            {asOf} Figures begin with the first customer who pays.{" "}
            <Link className="underline underline-offset-4" to="/admin/organizations">
                See who has signed up
            </Link>
        </Empty>
    );
}

function LastMovements() {
    const { asOf, money } = useBook();
    const { search } = useLocation();
    const { now, when } = useMovements();
    return (
        <Block query={now.rows} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                const last = data.findLast((row) => !row.is_partial) ?? data.at(-1);
                if (!last || data.every(isIdle)) return <Empty title="No movements yet">They are what new customers bring, and what those who leave take.</Empty>;
                const steps = movementSteps(last);
                const title = `How MRR changed ${when(last)}`;
                return (
                    <Figure
                        title={title}
                        definition="The last complete period, from close to close: each customer counts once, by the difference."
                        asOf={asOf}
                        actions={
                            <Link
                                className="text-sm font-medium text-brand-ink underline underline-offset-4 print:hidden"
                                to={{ pathname: "/admin/revenue/movements", search }}
                            >
                                All movements
                            </Link>
                        }
                        chart={<Waterfall label={title} steps={steps} unit={money} />}
                        table={
                            <FigureTable
                                caption={title}
                                rows={steps}
                                rowKey={(step) => step.label}
                                columns={[{ id: "step", label: "Movement", cell: (step) => step.label }, { label: "MRR", unit: money, value: (step) => step.value }]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}

const DIMENSIONS = [
    { value: "tier", label: "By plan" },
    { value: "cycle", label: "By cycle" },
    { value: "plan_version", label: "By plan version" },
] as const;
const BREAKDOWN_STATE = { by: "tier" };

function Breakdown() {
    const { basis, money } = useBook();
    const [{ by }, change] = useUrlState(BREAKDOWN_STATE);
    const breakdown = useFigures("mrr_breakdown", { ...basis, dimension: `eq.${by}` });
    return (
        <Series
            of={breakdown}
            title="What MRR consists of"
            definition="Each subscription with its add-ons counts under its plan."
            empty={<Empty title="Nothing to break down yet">Parts are shown as soon as somebody tries a plan or pays for one.</Empty>}
            actions={
                <InlineSelect label="Break down" value={by} onChange={(event) => change({ by: event.target.value })}>
                    {DIMENSIONS.map((one) => (
                        <option key={one.value} value={one.value}>
                            {one.label}
                        </option>
                    ))}
                </InlineSelect>
            }
            isInOrder
            chart={(rows) => (
                <Funnel
                    label="MRR by part"
                    stages={rows
                        .toSorted((one, other) => other.mrr - one.mrr)
                        .map((row) => ({ label: sentence(row.value), value: row.mrr, text: money.text(row.mrr), note: plural(row.customers, "customer") }))}
                />
            )}
            rowKey={(row) => row.value}
            columns={[
                { id: "value", label: "Part", cell: (row) => sentence(row.value) },
                { label: "MRR", unit: money, value: (row) => row.mrr },
                { label: "Before discounts", unit: money, value: (row) => row.list_mrr },
                { label: "Customers", unit: COUNT, value: (row) => row.customers },
                { label: "ARPA", unit: money, value: (row) => row.arpa },
                { label: "Trials would pay", unit: money, value: (row) => row.trial_mrr },
                { label: "Known to end", unit: money, value: (row) => row.scheduled_churn_mrr },
            ]}
        />
    );
}
