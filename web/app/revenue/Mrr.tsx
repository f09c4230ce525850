import { Link } from "react-router";

import { LineBand } from "../charts/LineBand";
import { useBook, useFigures, useMovements } from "../lib/book";
import { isIdle, type Movement } from "../lib/movements";
import { periodName } from "../lib/periods";
import { Block } from "../ui/Block";
import { Empty } from "../ui/Empty";
import { Figure } from "../ui/Figure";
import { Skeleton } from "../ui/Skeleton";
import type { Column } from "../ui/Table";
import { Csv, FigureTable, PERIOD } from "./Series";

interface Point {
    label: string;
    actual: number | null;
    before: number | null;
    expected: number | null;
    band80: readonly [number, number] | null;
    band95: readonly [number, number] | null;
    isPartial: boolean;
}

/** What MRR was, what it was before that, and what it may become. */
export function Mrr() {
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
                // The last complete month, from which it sets out.
                const origin = points.findIndex((point) => point.expected !== null);
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
                                              { label: "Forecast, 95 %", tone: 2, range: (point) => point.band95 },
                                              { label: "Forecast, 80 %", tone: 2, range: (point) => point.band80 },
                                          ]
                                        : []
                                }
                                unit={money}
                                expected={origin < 0 ? undefined : { from: origin, label: "Forecast →" }}
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
                                    { id: "80", label: "Forecast, 80 %", isFigure: true, cell: (point) => range(point.band80) },
                                    { id: "95", label: "Forecast, 95 %", isFigure: true, cell: (point) => range(point.band95) },
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
