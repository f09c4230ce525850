/** Who leaves, why, and what stays of those who came together. */
import { Cohorts, type Cohort } from "~/charts/Cohorts";
import { LineBand } from "~/charts/LineBand";
import { StackedBars } from "~/charts/StackedBars";
import type { Tone } from "~/charts/plot";
import { analytics } from "~/lib/api";
import { mrr, mrrShort, periodName, useBook, useMovements } from "~/lib/book";
import { month, number, percent, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Block } from "~/ui/Block";
import { CsvButton } from "~/ui/CsvButton";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Figure } from "~/ui/Figure";
import { Skeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

const STATE = { count: "customers" };

export default function RevenueRetention() {
    return (
        <div className="grid gap-6">
            <div className="grid gap-6 xl:grid-cols-2">
                <Churn />
                <Reasons />
            </div>
            <Retention />
            <CohortMap />
        </div>
    );
}

/** Whether customers are counted or money: the same choice for all that can be read either way. */
function CountSelect() {
    const [{ count }, change] = useUrlState(STATE);
    return (
        <InlineSelect label="Count" value={count} onChange={(event) => change({ count: event.target.value })}>
            <option value="customers">Customers</option>
            <option value="revenue">Revenue</option>
        </InlineSelect>
    );
}

function Churn() {
    const { basis, from, asOf } = useBook();
    const wanted = { ...basis, ...(from && { from_date: from }) };
    const churn = useRows(["analytics", "churn", wanted], (signal) =>
        analytics.rpc("churn", wanted).abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={churn} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => (
                <Figure
                    title="Churn"
                    definition="Lost over what was there at the start of the month. A customer is lost on the last day paid for; gross also counts contraction, net takes expansion off."
                    asOf={asOf}
                    actions={<CsvButton schema="analytics" path="rpc/churn" filters={wanted} fileName="churn" label="Churn" />}
                    chart={
                        <LineBand
                            label="Churn by month"
                            rows={data}
                            x={(row) => month(row.month)}
                            lines={[
                                { label: "Customers", tone: 1, value: (row) => row.customer_churn },
                                { label: "Gross MRR", tone: 6, value: (row) => row.gross_mrr_churn },
                                { label: "Net MRR", tone: 2, value: (row) => row.net_mrr_churn },
                            ]}
                            format={(value) => percent(value)}
                            axisFormat={(value) => percent(value, 0)}
                        />
                    }
                    table={
                        <Table
                            caption="Churn by month"
                            rows={data.toReversed()}
                            rowKey={(row) => row.month}
                            columns={[
                                { id: "month", label: "Month", cell: (row) => month(row.month) },
                                { id: "start", label: "At the start", isFigure: true, cell: (row) => number(row.customers_start) },
                                { id: "lost", label: "Lost", isFigure: true, cell: (row) => number(row.churned) },
                                { id: "own", label: "By choice", isFigure: true, cell: (row) => number(row.voluntary_n) },
                                { id: "other", label: "Not by choice", isFigure: true, cell: (row) => number(row.involuntary_n) },
                                { id: "customers", label: "Customers", isFigure: true, cell: (row) => percent(row.customer_churn) },
                                { id: "mrr", label: "MRR lost", isFigure: true, cell: (row) => mrr(row.churn_mrr) },
                                { id: "gross", label: "Gross MRR", isFigure: true, cell: (row) => percent(row.gross_mrr_churn) },
                                { id: "net", label: "Net MRR", isFigure: true, cell: (row) => percent(row.net_mrr_churn) },
                            ]}
                        />
                    }
                />
            )}
        </Block>
    );
}

const TONES: readonly Tone[] = [1, 2, 3, 4, 6, 5, "down", "up"];

function Reasons() {
    const { basis, from, asOf } = useBook();
    const [{ count }] = useUrlState(STATE);
    const wanted = { ...basis, from: from ?? "" };
    const reasons = useRows(["analytics", "reasons", wanted], (signal) => {
        const query = analytics.rpc("cancellation_reasons", { ...basis });
        return (from ? query.gte("month", from) : query).abortSignal(signal).throwOnError();
    });
    const format = (value: number) => (count === "revenue" ? mrr(value) : number(value));
    return (
        <Block query={reasons} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                if (data.length === 0) return <Empty title="Nobody has left in this range" />;
                const months = [...new Set(data.map((row) => row.month))];
                const names = [...new Set(data.map((row) => row.reason))].toSorted();
                const valueOf = (period: string, reason: string) => {
                    const row = data.find((one) => one.month === period && one.reason === reason);
                    return row ? (count === "revenue" ? row.mrr : row.customers) : 0;
                };
                return (
                    <Figure
                        title="Why customers leave"
                        definition="The reason given when cancelling, or what ended the subscription. Months without a loss are left out."
                        asOf={asOf}
                        actions={
                            <div className="flex items-center gap-2">
                                <CountSelect />
                                <CsvButton
                                    schema="analytics"
                                    path="rpc/cancellation_reasons"
                                    filters={{ ...basis }}
                                    fileName="cancellation-reasons"
                                    label="Reasons"
                                />
                            </div>
                        }
                        chart={
                            <StackedBars
                                label="Why customers leave, by month"
                                rows={months}
                                x={(period) => month(period)}
                                stacks={names.map((reason, index) => ({
                                    label: sentence(reason),
                                    tone: TONES[index % TONES.length]!,
                                    value: (period: string) => valueOf(period, reason),
                                }))}
                                format={format}
                                axisFormat={count === "revenue" ? mrrShort : (value) => (Number.isInteger(value) ? number(value) : "")}
                            />
                        }
                        table={
                            <Table
                                caption="Why customers leave, by month"
                                rows={data.toReversed()}
                                rowKey={(row) => `${row.month} ${row.reason}`}
                                columns={[
                                    { id: "month", label: "Month", cell: (row) => month(row.month) },
                                    { id: "reason", label: "Reason", cell: (row) => sentence(row.reason) },
                                    { id: "customers", label: "Customers", isFigure: true, cell: (row) => number(row.customers) },
                                    { id: "mrr", label: "MRR", isFigure: true, cell: (row) => mrr(row.mrr) },
                                ]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}

function Retention() {
    const { state, asOf } = useBook();
    const movements = useMovements();
    return (
        <Block query={movements} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => (
                <Figure
                    title="Revenue retention over a year"
                    definition="Those who paid a year before: what they pay now over what they paid then (net, NRR), and without counting growth (gross, GRR)."
                    asOf={asOf}
                    chart={
                        <LineBand
                            label="Revenue retention"
                            rows={data}
                            x={(row) => periodName(row.month, state.grain)}
                            lines={[
                                { label: "NRR", tone: 1, value: (row) => row.nrr_t12m },
                                { label: "GRR", tone: 3, value: (row) => row.grr_t12m },
                            ]}
                            format={(value) => percent(value)}
                            axisFormat={(value) => percent(value, 0)}
                        />
                    }
                    table={
                        <Table
                            caption="Revenue retention"
                            rows={data.toReversed()}
                            rowKey={(row) => row.month}
                            columns={[
                                { id: "period", label: "Period", cell: (row) => periodName(row.month, state.grain) },
                                { id: "nrr", label: "NRR, a year", isFigure: true, cell: (row) => percent(row.nrr_t12m) },
                                { id: "grr", label: "GRR, a year", isFigure: true, cell: (row) => percent(row.grr_t12m) },
                                { id: "nrr1", label: "NRR, the period", isFigure: true, cell: (row) => percent(row.nrr) },
                                { id: "grr1", label: "GRR, the period", isFigure: true, cell: (row) => percent(row.grr) },
                            ]}
                        />
                    }
                />
            )}
        </Block>
    );
}

function CohortMap() {
    const { basis, from, asOf } = useBook();
    const [{ count }] = useUrlState(STATE);
    const wanted = { ...basis, from: from ?? "" };
    const rows = useRows(["analytics", "cohorts", wanted], (signal) => {
        const query = analytics.rpc("cohort_retention", { ...basis });
        return (from ? query.gte("cohort", from) : query).order("cohort").order("age").abortSignal(signal).throwOnError();
    });
    const isRevenue = count === "revenue";
    return (
        <Block query={rows} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                if (data.length === 0) return <Empty title="Nobody first paid in this range" />;
                const byCohort = Object.groupBy(data, (row) => row.cohort);
                const cohorts = Object.entries(byCohort).map<Cohort>(([cohort, ages = []]) => ({
                    label: month(cohort),
                    size: isRevenue ? mrr(ages[0]?.cohort_base_mrr ?? 0) : number(ages[0]?.cohort_size ?? 0),
                    ratios: ages.map((age) => (isRevenue ? age.revenue_retention : age.logo_retention)),
                }));
                return (
                    <Figure
                        title="Cohorts"
                        definition={`Customers by the month of their first paid day, and what share of ${isRevenue ? "what they paid then they pay" : "them still pays"} at the close of each month since; the last is the month under way.`}
                        asOf={asOf}
                        actions={
                            <div className="flex items-center gap-2">
                                <CountSelect />
                                <CsvButton
                                    schema="analytics"
                                    path="rpc/cohort_retention"
                                    filters={{ ...basis }}
                                    fileName="cohorts"
                                    label="Cohorts"
                                />
                            </div>
                        }
                        chart={
                            <Cohorts
                                caption={`Cohorts by ${count}`}
                                cohorts={cohorts}
                                sizeLabel={isRevenue ? "First MRR" : "Customers"}
                            />
                        }
                        table={
                            <Table
                                caption="Cohorts, one row for each age"
                                rows={data}
                                rowKey={(row) => `${row.cohort} ${row.age}`}
                                columns={[
                                    { id: "cohort", label: "Cohort", cell: (row) => month(row.cohort) },
                                    { id: "age", label: "Age in months", isFigure: true, cell: (row) => number(row.age) },
                                    { id: "active", label: "Customers", isFigure: true, cell: (row) => number(row.active) },
                                    { id: "logo", label: "Of all", isFigure: true, cell: (row) => percent(row.logo_retention) },
                                    { id: "mrr", label: "MRR", isFigure: true, cell: (row) => mrr(row.mrr) },
                                    { id: "revenue", label: "Of the first", isFigure: true, cell: (row) => percent(row.revenue_retention) },
                                ]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}
