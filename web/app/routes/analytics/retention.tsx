/** Who leaves, why, and what stays of those who came together. */
import { Cohorts, type Cohort } from "~/charts/Cohorts";
import { StackedBars } from "~/charts/StackedBars";
import type { Tone } from "~/charts/plot";
import { useBook, useFigures, useMovements } from "~/lib/book";
import { month, sentence } from "~/lib/format";
import { COUNT, SHARE } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { Lines, PERIOD, Series } from "~/revenue/Series";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";

const STATE = { count: "customers" };

export default function RevenueRetention() {
    return (
        <div className="grid gap-6 print:gap-4">
            <div className="grid gap-6 xl:grid-cols-2 print:grid-cols-2 print:gap-3">
                <Churn />
                <Reasons />
            </div>
            <Retention />
            <CohortMap />
        </div>
    );
}

/** Whether customers are counted or money: the same choice for all that can be read either way. */
function CountSelect({ of }: { of: string }) {
    const [{ count }, change] = useUrlState(STATE);
    return (
        <InlineSelect label={`Count in ${of}`} value={count} onChange={(event) => change({ count: event.target.value })}>
            <option value="customers">Customers</option>
            <option value="revenue">Revenue</option>
        </InlineSelect>
    );
}

function Churn() {
    const { basis, from, compared, money } = useBook();
    const range = compared("month");
    const churn = useFigures("churn", { ...basis, from_date: from });
    const then = useFigures("churn", { ...basis, ...range }, range !== undefined);
    return (
        <Lines
            of={churn}
            earlier={range && then}
            title="Churn"
            definition="Lost over what was there at the start of the month. A customer is lost on the last day paid for; gross also counts contraction, net takes expansion off."
            empty={<Empty title="Nobody could leave yet">Churn begins with the first customer who pays.</Empty>}
            isIdle={(row) => row.customers_start === 0}
            x={(row) => month(row.month)}
            lines={[
                { label: "Customers", tone: 1, value: (row) => row.customer_churn },
                { label: "Gross MRR", tone: 3, value: (row) => row.gross_mrr_churn },
                { label: "Net MRR", tone: 2, value: (row) => row.net_mrr_churn },
            ]}
            unit={SHARE}
            columns={[
                { id: "month", label: "Month", className: PERIOD, cell: (row) => month(row.month) },
                { label: "At the start", unit: COUNT, value: (row) => row.customers_start },
                { label: "Lost", unit: COUNT, value: (row) => row.churned },
                { label: "By choice", unit: COUNT, value: (row) => row.voluntary_n },
                { label: "Not by choice", unit: COUNT, value: (row) => row.involuntary_n },
                { label: "Customers", unit: SHARE, value: (row) => row.customer_churn },
                { label: "MRR lost", unit: money, value: (row) => row.churn_mrr },
                { label: "Gross MRR", unit: SHARE, value: (row) => row.gross_mrr_churn },
                { label: "Net MRR", unit: SHARE, value: (row) => row.net_mrr_churn },
            ]}
        />
    );
}

/** As many as can be told apart; what is rarer goes together, in grey. */
const TONES: readonly Tone[] = [1, 3, 2, 4, 6];
const REST = "All others";

function Reasons() {
    const { basis, from, money } = useBook();
    const [state] = useUrlState(STATE);
    const reasons = useFigures("cancellation_reasons", { ...basis, month: from && `gte.${from}` });
    const isRevenue = state.count === "revenue";
    return (
        <Series
            of={reasons}
            title="Why customers leave"
            definition="The reason given when cancelling, or what ended the subscription. Months without a loss are left out."
            empty={<Empty title="Nobody has left in this range">Reasons are shown once somebody has.</Empty>}
            actions={<CountSelect of="reasons" />}
            chart={(data) => {
                const count = (row: (typeof data)[number]) => (isRevenue ? row.mrr : row.customers);
                const total = (reason: string) => data.reduce((sum, row) => sum + (row.reason === reason ? count(row) : 0), 0);
                const names = [...new Set(data.map((row) => row.reason))].toSorted((one, other) => total(other) - total(one));
                const shown = names.slice(0, TONES.length);
                const stack = (label: string, tone: Tone, reasons: readonly string[]) => ({
                    label,
                    tone,
                    value: (period: string) =>
                        data.reduce((sum, row) => sum + (row.month === period && reasons.includes(row.reason) ? count(row) : 0), 0),
                });
                return (
                    <StackedBars
                        label="Why customers leave, by month"
                        rows={[...new Set(data.map((row) => row.month))]}
                        x={(period) => month(period)}
                        stacks={[
                            ...shown.map((reason, index) => stack(sentence(reason), TONES[index]!, [reason])),
                            ...(names.length > shown.length ? [stack(REST, 5, names.slice(shown.length))] : []),
                        ]}
                        unit={isRevenue ? money : COUNT}
                    />
                );
            }}
            rowKey={(row) => `${row.month} ${row.reason}`}
            columns={[
                { id: "month", label: "Month", className: PERIOD, cell: (row) => month(row.month) },
                { id: "reason", label: "Reason", cell: (row) => sentence(row.reason) },
                { label: "Customers", unit: COUNT, value: (row) => row.customers },
                { label: "MRR", unit: money, value: (row) => row.mrr },
            ]}
        />
    );
}

function Retention() {
    const { now, earlier, name } = useMovements();
    return (
        <Lines
            of={now}
            earlier={earlier}
            title="Revenue retention over a year"
            definition="Those who paid a year before: what they pay now over what they paid then (net, NRR), and without counting growth (gross, GRR)."
            empty={<Empty title="Nobody has stayed for a year yet">Retention needs customers who paid twelve months before.</Empty>}
            isIdle={(row) => row.nrr_t12m === null}
            x={name}
            lines={[
                { label: "NRR", tone: 1, value: (row) => row.nrr_t12m },
                { label: "GRR", tone: 3, value: (row) => row.grr_t12m },
            ]}
            unit={SHARE}
            isZoomed
            columns={[
                { id: "period", label: "Period", className: PERIOD, cell: name },
                { label: "NRR, a year", unit: SHARE, value: (row) => row.nrr_t12m },
                { label: "GRR, a year", unit: SHARE, value: (row) => row.grr_t12m },
                { label: "NRR, the period", unit: SHARE, value: (row) => row.nrr },
                { label: "GRR, the period", unit: SHARE, value: (row) => row.grr },
            ]}
        />
    );
}

function CohortMap() {
    const { basis, from, money } = useBook();
    const [{ count }] = useUrlState(STATE);
    const rows = useFigures("cohort_retention", { ...basis, cohort: from && `gte.${from}` });
    const isRevenue = count === "revenue";
    return (
        <Series
            of={rows}
            title="Cohorts"
            definition={`Customers by the month of their first paid day, and what share of ${isRevenue ? "what they paid then they pay" : "them still pays"} at the close of each month since; the last is the month under way.`}
            empty={<Empty title="Nobody first paid in this range">There may be cohorts in a longer one.</Empty>}
            actions={<CountSelect of="cohorts" />}
            isInOrder
            chart={(data) => (
                <Cohorts
                    caption={`Cohorts by ${count}`}
                    cohorts={Object.entries(Object.groupBy(data, (row) => row.cohort)).map<Cohort>(([cohort, ages = []]) => ({
                        label: month(cohort),
                        size: isRevenue ? money.text(ages[0]?.cohort_base_mrr ?? 0) : COUNT.text(ages[0]?.cohort_size ?? 0),
                        ratios: ages.map((age) => (isRevenue ? age.revenue_retention : age.logo_retention)),
                    }))}
                    sizeLabel={isRevenue ? "First MRR" : "Customers"}
                />
            )}
            rowKey={(row) => `${row.cohort} ${row.age}`}
            columns={[
                { id: "cohort", label: "Cohort", className: PERIOD, cell: (row) => month(row.cohort) },
                { label: "Age in months", unit: COUNT, value: (row) => row.age },
                { label: "Customers", unit: COUNT, value: (row) => row.active },
                { label: "Of all", unit: SHARE, value: (row) => row.logo_retention },
                { label: "MRR", unit: money, value: (row) => row.mrr },
                { label: "Of the first", unit: SHARE, value: (row) => row.revenue_retention },
            ]}
        />
    );
}
