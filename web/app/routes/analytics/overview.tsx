/** Revenue at a glance: where it stands, where it may go, what made it change, what it consists of. */
import { useUrlState } from "~/lib/url-state";
import { Link, useLocation } from "react-router";

import { LineBand } from "~/charts/LineBand";
import { Waterfall } from "~/charts/Waterfall";
import { Funnel } from "~/charts/Funnel";
import { analytics } from "~/lib/api";
import { mrr, mrrShort, periodName, useBook, useMovements } from "~/lib/book";
import { number, percent, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { CsvButton } from "~/ui/CsvButton";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Figure } from "~/ui/Figure";
import { Kpi } from "~/ui/Kpi";
import { Skeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";
import { movementSteps, type Movement } from "~/lib/movements";

/** What summary answers, as far as this page shows it. */
interface Summary {
    mrr: number;
    arr: number;
    customers: number;
    arpa: number | null;
    trial_mrr: number;
    scheduled_churn_mrr: number;
    this_month: Movement | null;
    last_month: Movement | null;
}

export default function RevenueOverview() {
    const { basis } = useBook();
    const summary = useRows(["analytics", "summary", basis], (signal) =>
        analytics.rpc("summary", { ...basis }).abortSignal(signal).throwOnError(),
    );
    return (
        <div className="grid gap-6">
            <Block query={summary} skeleton={<KpiSkeleton />}>
                {({ data }) => <KeyFigures summary={data as unknown as Summary} />}
            </Block>
            <Mrr />
            <div className="grid gap-6 xl:grid-cols-2">
                <LastMovements />
                <Breakdown />
            </div>
        </div>
    );
}

function KpiSkeleton() {
    return (
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4" role="status" aria-label="Loading">
            {Array.from({ length: 8 }, (_, index) => (
                <Skeleton key={index} className="h-28" />
            ))}
        </div>
    );
}

function KeyFigures({ summary }: { summary: Summary }) {
    const { this_month: now, last_month: before } = summary;
    const since = before ? `at the end of ${periodName(before.month, "month")}` : "";
    const during = before ? `in ${periodName(before.month, "month")}` : "";
    return (
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
            <Kpi
                label="MRR"
                value={summary.mrr}
                before={before?.mrr_end ?? null}
                since={since}
                format={mrr}
                definition="Monthly recurring revenue: a twelfth of what active and past due subscriptions pay in a year, after discounts, without tax, trials and usage."
            />
            <Kpi
                label="ARR"
                value={summary.arr}
                before={before?.arr ?? null}
                since={since}
                format={mrr}
                definition="Annual recurring revenue: twelve times MRR."
            />
            <Kpi
                label="Customers"
                value={summary.customers}
                before={before?.customers_end ?? null}
                since={since}
                format={number}
                definition="Organizations with MRR above nothing."
            />
            <Kpi
                label="ARPA"
                value={summary.arpa}
                before={before?.arpa ?? null}
                since={since}
                format={mrr}
                definition="Average revenue per account: MRR over customers."
            />
            <Kpi
                label="Net revenue retention"
                value={now?.nrr_t12m ?? null}
                before={before?.nrr_t12m ?? null}
                since={since}
                format={percent}
                definition="What those who paid twelve months ago pay now, over what they paid then. Above 100 %, they grew."
            />
            <Kpi
                label="Customer churn"
                value={before?.customer_churn ?? null}
                format={percent}
                isLoss
                definition="Customers lost in the last complete month, over customers at its start."
            >
                <p className="text-sm text-ink-3">{during}</p>
            </Kpi>
            <Kpi
                label="Trials would pay"
                value={summary.trial_mrr}
                format={mrr}
                definition="MRR of running trials, were they all to become customers on the plan they chose, or the one they try."
            />
            <Kpi
                label="Known to end"
                value={summary.scheduled_churn_mrr}
                format={mrr}
                isLoss
                definition="MRR of subscriptions that are already cancelled and run out after the day shown."
            />
        </div>
    );
}

interface Point {
    label: string;
    actual: number | null;
    expected: number | null;
    band80: readonly [number, number] | null;
    band95: readonly [number, number] | null;
    isPartial: boolean;
}

function Mrr() {
    const { state, basis, asOf } = useBook();
    const movements = useMovements();
    const forecast = useRows(["analytics", "forecast", basis], (signal) =>
        analytics.rpc("forecast_bands", { ...basis, months: 12 }).abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={movements} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                if (data.length === 0) return <NoRevenue />;
                const isByMonth = state.grain === "month";
                const points = timeline(data, isByMonth ? (forecast.data?.data ?? []) : [], state.grain);
                const isShaky = forecast.data?.data.some((row) => row.is_low_confidence) ?? false;
                return (
                    <Figure
                        title="Monthly recurring revenue"
                        definition={`At each close. The dashed line is what the rates of the last six complete months lead to; the bands hold 80 % and 95 % of what may come if the last twelve months repeat.${isByMonth ? "" : " It is forecast by month only."}${isShaky ? " There is less than a year of history: low confidence." : ""}`}
                        asOf={asOf}
                        actions={
                            <CsvButton
                                schema="analytics"
                                path="rpc/forecast_bands"
                                filters={{ ...basis, months: "12" }}
                                fileName="forecast"
                                label="The forecast"
                            />
                        }
                        chart={
                            <LineBand
                                label="Monthly recurring revenue over time, with a forecast"
                                rows={points}
                                x={(point) => point.label}
                                lines={[
                                    { label: "MRR", tone: 1, value: (point) => point.actual },
                                    { label: "Forecast", tone: 2, isExpected: true, value: (point) => point.expected },
                                ]}
                                bands={[
                                    { label: "95 %", tone: 2, range: (point) => point.band95 },
                                    { label: "80 %", tone: 2, range: (point) => point.band80 },
                                ]}
                                format={mrr}
                                axisFormat={mrrShort}
                            />
                        }
                        table={
                            <Table
                                caption="Monthly recurring revenue and its forecast"
                                rows={points}
                                rowKey={(point) => point.label}
                                columns={[
                                    {
                                        id: "period",
                                        label: "Period",
                                        cell: (point) => point.label + (point.isPartial ? " (so far)" : ""),
                                    },
                                    { id: "mrr", label: "MRR", isFigure: true, cell: (point) => cell(point.actual) },
                                    { id: "forecast", label: "Forecast", isFigure: true, cell: (point) => cell(point.expected) },
                                    {
                                        id: "80",
                                        label: "80 %",
                                        isFigure: true,
                                        cell: (point) => point.band80 && `${cell(point.band80[0])} – ${cell(point.band80[1])}`,
                                    },
                                    {
                                        id: "95",
                                        label: "95 %",
                                        isFigure: true,
                                        cell: (point) => point.band95 && `${cell(point.band95[0])} – ${cell(point.band95[1])}`,
                                    },
                                ]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}

const cell = (value: number | null) => (value === null ? "" : mrr(value));

interface Expected {
    month: string;
    mrr: number;
    lo80: number;
    hi80: number;
    lo95: number;
    hi95: number;
}

/** What was, and what may come; a month under way is in both. */
function timeline(movements: readonly Movement[], forecast: readonly Expected[], grain: string): Point[] {
    const points = movements.map<Point>((row) => ({
        label: periodName(row.month, grain),
        actual: row.mrr_end,
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
        else points.push({ label, actual: null, isPartial: false, ...expected });
    }
    return points;
}

function NoRevenue() {
    return (
        <Empty title="No revenue yet">
            Figures begin with the first customer who pays. <Link className="underline" to="/admin/organizations">See who has signed up</Link>.
        </Empty>
    );
}

function LastMovements() {
    const { state, asOf } = useBook();
    const { search } = useLocation();
    const movements = useMovements();
    return (
        <Block query={movements} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                const last = data.findLast((row) => !row.is_partial) ?? data.at(-1);
                if (!last) return null;
                const steps = movementSteps(last);
                const name = periodName(last.month, state.grain);
                return (
                    <Figure
                        title={`How MRR changed in ${name}`}
                        definition="The last complete period, from close to close: each customer counts once, by the difference."
                        asOf={asOf}
                        actions={
                            <Link className="text-sm font-medium text-brand-ink underline underline-offset-4" to={{ pathname: "/admin/revenue/movements", search }}>
                                All movements
                            </Link>
                        }
                        chart={
                            <Waterfall
                                label={`From the MRR before ${name} to that after it`}
                                steps={steps}
                                format={mrr}
                                axisFormat={mrrShort}
                            />
                        }
                        table={
                            <Table
                                caption={`How MRR changed in ${name}`}
                                rows={steps}
                                rowKey={(step) => step.label}
                                columns={[
                                    { id: "step", label: "Movement", cell: (step) => step.label },
                                    { id: "mrr", label: "MRR", isFigure: true, cell: (step) => cell(step.value) },
                                ]}
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
    const { basis, asOf } = useBook();
    const [{ by }, change] = useUrlState(BREAKDOWN_STATE);
    const breakdown = useRows(["analytics", "breakdown", basis], (signal) =>
        analytics.rpc("mrr_breakdown", { ...basis }).order("mrr", { ascending: false }).abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={breakdown} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                const rows = data.filter((row) => row.dimension === by);
                return (
                    <Figure
                        title="What MRR consists of"
                        definition="Each subscription with its add-ons counts under its plan."
                        asOf={asOf}
                        actions={
                            <div className="flex flex-wrap items-center gap-2">
                                <InlineSelect label="Break down" value={by} onChange={(event) => change({ by: event.target.value })}>
                                    {DIMENSIONS.map((one) => (
                                        <option key={one.value} value={one.value}>
                                            {one.label}
                                        </option>
                                    ))}
                                </InlineSelect>
                                <CsvButton
                                    schema="analytics"
                                    path="rpc/mrr_breakdown"
                                    filters={{ ...basis }}
                                    fileName="mrr-breakdown"
                                    label="The breakdown"
                                />
                            </div>
                        }
                        chart={
                            <Funnel
                                label="MRR by part"
                                stages={rows.map((row) => ({
                                    label: sentence(row.value),
                                    value: row.mrr,
                                    text: cell(row.mrr),
                                    note: `${number(row.customers)} customers`,
                                }))}
                            />
                        }
                        table={
                            <Table
                                caption="MRR by part"
                                rows={rows}
                                rowKey={(row) => row.value}
                                columns={[
                                    { id: "value", label: "Part", cell: (row) => sentence(row.value) },
                                    { id: "mrr", label: "MRR", isFigure: true, cell: (row) => cell(row.mrr) },
                                    { id: "list", label: "Before discounts", isFigure: true, cell: (row) => cell(row.list_mrr) },
                                    { id: "customers", label: "Customers", isFigure: true, cell: (row) => number(row.customers) },
                                    { id: "arpa", label: "ARPA", isFigure: true, cell: (row) => cell(row.arpa) },
                                    { id: "trial", label: "Trials would pay", isFigure: true, cell: (row) => cell(row.trial_mrr) },
                                    { id: "end", label: "Known to end", isFigure: true, cell: (row) => cell(row.scheduled_churn_mrr) },
                                ]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}
