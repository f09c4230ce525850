/** From trial to customer, and what a customer is worth beside what one costs. */
import { Funnel } from "~/charts/Funnel";
import { LineBand } from "~/charts/LineBand";
import { analytics } from "~/lib/api";
import { mrr, useBook } from "~/lib/book";
import { month, number, percent } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Block } from "~/ui/Block";
import { CsvButton } from "~/ui/CsvButton";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Figure } from "~/ui/Figure";
import { Kpi } from "~/ui/Kpi";
import { Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

const STATE = { trials: "" };

export default function RevenueAcquisition() {
    return (
        <div className="grid gap-6">
            <Trials />
            <UnitEconomics />
        </div>
    );
}

function Trials() {
    const { at, from, asOf } = useBook();
    const [state, change] = useUrlState(STATE);
    const wanted = { ...at, from: from ?? "" };
    const trials = useRows(["analytics", "trials", wanted], (signal) => {
        const query = analytics.rpc("trial_conversion", { ...at });
        return (from ? query.gte("month", from) : query).order("month").abortSignal(signal).throwOnError();
    });
    return (
        <Block query={trials} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                if (data.length === 0) return <Empty title="No trial began in this range" />;
                const chosen =
                    data.find((row) => row.month === state.trials) ??
                    data.findLast((row) => row.matured === row.started) ??
                    data.at(-1)!;
                const csv = (
                    <CsvButton
                        schema="analytics"
                        path="rpc/trial_conversion"
                        filters={{ ...at }}
                        fileName="trials"
                        label="Trials"
                    />
                );
                const table = (
                    <Table
                        caption="Trials by the month in which they began"
                        rows={data.toReversed()}
                        rowKey={(row) => row.month}
                        columns={[
                            { id: "month", label: "Began in", cell: (row) => month(row.month) },
                            { id: "started", label: "Trials", isFigure: true, cell: (row) => number(row.started) },
                            { id: "matured", label: "30 days old", isFigure: true, cell: (row) => number(row.matured) },
                            {
                                id: "converted",
                                label: "Paid in 30 days",
                                isFigure: true,
                                cell: (row) => number(row.converted_in_window_matured),
                            },
                            { id: "rate", label: "Rate", isFigure: true, cell: (row) => percent(row.rate_window) },
                            { id: "ever", label: "Paid by now", isFigure: true, cell: (row) => number(row.converted_to_date) },
                            { id: "open", label: "Still open", isFigure: true, cell: (row) => number(row.open_trials) },
                            {
                                id: "days",
                                label: "Days to pay, median",
                                isFigure: true,
                                cell: (row) => (row.median_days === null ? "–" : number(row.median_days, 1)),
                            },
                        ]}
                    />
                );
                return (
                    <div className="grid gap-6 xl:grid-cols-2">
                        <Figure
                            title={`Trials that began in ${month(chosen.month)}`}
                            definition="A trial counts as converted if its customer first pays within 30 days of its start."
                            asOf={asOf}
                            actions={
                                <InlineSelect
                                    label="Month of the trials"
                                    value={chosen.month}
                                    onChange={(event) => change({ trials: event.target.value })}
                                >
                                    {data.toReversed().map((row) => (
                                        <option key={row.month} value={row.month}>
                                            {month(row.month)}
                                        </option>
                                    ))}
                                </InlineSelect>
                            }
                            chart={
                                <Funnel
                                    label="From trial to customer"
                                    stages={[
                                        { label: "Began a trial", value: chosen.started, text: number(chosen.started) },
                                        { label: "Had their 30 days", value: chosen.matured, text: number(chosen.matured) },
                                        {
                                            label: "Paid within 30 days",
                                            value: chosen.converted_in_window_matured,
                                            text: number(chosen.converted_in_window_matured),
                                            note: `${percent(chosen.rate_window)} of those`,
                                        },
                                        {
                                            label: "Have paid by now",
                                            value: chosen.converted_to_date,
                                            text: number(chosen.converted_to_date),
                                            note: `${percent(chosen.rate_to_date)} of all`,
                                        },
                                    ]}
                                />
                            }
                            table={table}
                        />
                        <Figure
                            title="Trial conversion"
                            definition="By the month in which trials began. Only trials that have had their 30 days are in the rate."
                            asOf={asOf}
                            actions={csv}
                            chart={
                                <LineBand
                                    label="Trial conversion by month"
                                    rows={data}
                                    x={(row) => month(row.month)}
                                    lines={[{ label: "Paid within 30 days", tone: 1, value: (row) => row.rate_window }]}
                                    format={(value) => percent(value)}
                                    axisFormat={(value) => percent(value, 0)}
                                />
                            }
                            table={table}
                        />
                    </div>
                );
            }}
        </Block>
    );
}

function UnitEconomics() {
    const { basis, from, asOf } = useBook();
    const wanted = { ...basis, from: from ?? "" };
    const economics = useRows(["analytics", "economics", wanted], (signal) => {
        const query = analytics.rpc("unit_economics", { ...basis });
        return (from ? query.gte("month", from) : query).order("month").abortSignal(signal).throwOnError();
    });
    return (
        <Block query={economics} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                const last = data.at(-1);
                if (!last) return <Empty title="No month of this range is over" />;
                const before = data.at(-2);
                const since = before && `in ${month(before.month)}`;
                const compare = (value: number | null | undefined) => ({ before: value ?? null, ...(since && { since }) });
                return (
                    <Section
                        title={`Unit economics, ${month(last.month)}`}
                        actions={
                            <CsvButton
                                schema="analytics"
                                path="rpc/unit_economics"
                                filters={{ ...basis }}
                                fileName="unit-economics"
                                label="Unit economics"
                            />
                        }
                    >
                        <p className="text-sm text-ink-3">The last complete month. {asOf}</p>
                        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                            <Kpi
                                label="Lifetime value"
                                value={last.ltv}
                                {...compare(before?.ltv)}
                                format={mrr}
                                definition="ARPA × gross margin ÷ customer churn of six months. Not shown when fewer than five customers were lost in them."
                            />
                            <Kpi
                                label="Cost of a customer"
                                value={last.cac}
                                {...compare(before?.cac)}
                                format={mrr}
                                isLoss
                                definition="What was spent on acquisition in the month over new customers."
                            />
                            <Kpi
                                label="Value over cost"
                                value={last.ltv_cac}
                                {...compare(before?.ltv_cac)}
                                format={(value) => number(value, 1)}
                                definition="Lifetime value over the cost of a customer."
                            />
                            <Kpi
                                label="Months to pay back"
                                value={last.payback_months}
                                {...compare(before?.payback_months)}
                                format={(value) => number(value, 1)}
                                isLoss
                                definition="Cost of a customer over what one brings in a month after the gross margin."
                            />
                        </div>
                        <Table
                            caption="Unit economics by month"
                            rows={data.toReversed()}
                            rowKey={(row) => row.month}
                            isStale={economics.isPlaceholderData}
                            columns={[
                                { id: "month", label: "Month", cell: (row) => month(row.month) },
                                { id: "arpa", label: "ARPA", isFigure: true, cell: (row) => mrr(row.arpa) },
                                { id: "margin", label: "Gross margin", isFigure: true, cell: (row) => percent(row.gross_margin, 0) },
                                { id: "churn", label: "Churn, 6 months", isFigure: true, cell: (row) => percent(row.customer_churn_6m) },
                                { id: "ltv", label: "LTV", isFigure: true, cell: (row) => mrr(row.ltv) },
                                { id: "spend", label: "Spend", isFigure: true, cell: (row) => mrr(row.spend) },
                                { id: "new", label: "New customers", isFigure: true, cell: (row) => number(row.new_customers) },
                                { id: "cac", label: "CAC", isFigure: true, cell: (row) => mrr(row.cac) },
                                {
                                    id: "ratio",
                                    label: "LTV:CAC",
                                    isFigure: true,
                                    cell: (row) => (row.ltv_cac === null ? "–" : number(row.ltv_cac, 1)),
                                },
                            ]}
                        />
                    </Section>
                );
            }}
        </Block>
    );
}
