/** From trial to customer, and what a customer is worth beside what one costs. */
import { Funnel } from "~/charts/Funnel";
import { useBook, useFigures } from "~/lib/book";
import type { Database } from "~/lib/database.types";
import { month } from "~/lib/format";
import { COUNT, DAYS, MONTHS, SHARE, TIMES, written } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { Csv, FigureTable, Lines, PERIOD, Series, type FigureColumn } from "~/revenue/Series";
import { Block } from "~/ui/Block";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Kpi } from "~/ui/Kpi";
import { Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

const STATE = { trials: "" };

export default function RevenueAcquisition() {
    return (
        <div className="grid gap-6 print:gap-4">
            <Trials />
            <UnitEconomics />
        </div>
    );
}

function Trials() {
    const { at, from } = useBook();
    const now = useFigures("trial_conversion", { ...at, month: from && `gte.${from}` });
    const [state, change] = useUrlState(STATE);
    const rows = now.rows.data?.data ?? [];
    const chosen = rows.find((row) => row.month === state.trials) ?? rows.findLast((row) => row.matured === row.started) ?? rows.at(-1);
    const columns: FigureColumn<(typeof rows)[number]>[] = [
        { id: "month", label: "Began in", className: PERIOD, cell: (row) => month(row.month) },
        { label: "Trials", unit: COUNT, value: (row) => row.started },
        { label: "30 days old", unit: COUNT, value: (row) => row.matured },
        { label: "Paid in 30 days", unit: COUNT, value: (row) => row.converted_in_window_matured },
        { label: "Rate", unit: SHARE, value: (row) => row.rate_window },
        { label: "Paid by now", unit: COUNT, value: (row) => row.converted_to_date },
        { label: "Still open", unit: COUNT, value: (row) => row.open_trials },
        { label: "Days to pay, median", unit: DAYS, value: (row) => row.median_days },
    ];
    return (
        <div className="grid gap-6 xl:grid-cols-2 print:grid-cols-2 print:gap-3">
            <Series
                of={now}
                title={chosen ? `Trials that began in ${month(chosen.month)}` : "Trials"}
                definition="A trial counts as converted if its customer first pays within 30 days of its start."
                empty={<Empty title="No trial began in this range">There may be some in a longer one.</Empty>}
                actions={
                    <InlineSelect label="Month of the trials" value={chosen?.month} onChange={(event) => change({ trials: event.target.value })}>
                        {rows.toReversed().map((row) => (
                            <option key={row.month} value={row.month}>
                                {month(row.month)}
                            </option>
                        ))}
                    </InlineSelect>
                }
                chart={() =>
                    chosen && (
                        <Funnel
                            label="From trial to customer"
                            stages={[
                                { label: "Began a trial", value: chosen.started, text: COUNT.text(chosen.started) },
                                { label: "Had their 30 days", value: chosen.matured, text: COUNT.text(chosen.matured) },
                                {
                                    label: "Paid within 30 days",
                                    value: chosen.converted_in_window_matured,
                                    text: COUNT.text(chosen.converted_in_window_matured),
                                    note: `${SHARE.text(chosen.rate_window)} of those`,
                                },
                                {
                                    label: "Have paid by now",
                                    value: chosen.converted_to_date,
                                    text: COUNT.text(chosen.converted_to_date),
                                    note: `${SHARE.text(chosen.rate_to_date)} of all`,
                                },
                            ]}
                        />
                    )
                }
                rowKey={(row) => row.month}
                columns={columns}
            />
            <Lines
                of={now}
                title="Trial conversion"
                definition="By the month in which trials began. Only trials that have had their 30 days are in the rate."
                empty={<Empty title="No rate without trials">It is that of trials which have had their 30 days.</Empty>}
                x={(row) => month(row.month)}
                lines={[{ label: "Paid within 30 days", tone: 1, value: (row) => row.rate_window }]}
                unit={SHARE}
                columns={columns}
            />
        </div>
    );
}

type Economics = Database["analytics"]["Functions"]["unit_economics"]["Returns"][number];

function UnitEconomics() {
    const { basis, from, asOf, money } = useBook();
    const economics = useFigures("unit_economics", { ...basis, month: from && `gte.${from}` });
    return (
        <Block query={economics.rows} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                const last = data.at(-1);
                if (!last) return <Empty title="No month of this range is over">Unit economics are of complete months. {asOf}</Empty>;
                const before = data.at(-2);
                const since = before && `in ${month(before.month)}`;
                const kpi = (value: (row: Economics) => number | null) => ({
                    value: value(last),
                    before: before ? value(before) : null,
                    ...(since && { since }),
                });
                return (
                    <Section title={`Unit economics, ${month(last.month)}`} actions={<Csv of={economics} label="Unit economics" />}>
                        <p className="text-sm text-ink-3">The last complete month. {asOf}</p>
                        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 print:grid-cols-4 print:gap-2">
                            <Kpi
                                label="Lifetime value"
                                {...kpi((row) => row.ltv)}
                                {...written(money)}
                                definition="ARPA × gross margin ÷ customer churn of six months. Not shown when fewer than five customers were lost in them."
                            />
                            <Kpi
                                label="Cost of a customer"
                                {...kpi((row) => row.cac)}
                                {...written(money)}
                                isLoss
                                definition="What was spent on acquisition in the month over new customers."
                            />
                            <Kpi
                                label="Value over cost"
                                {...kpi((row) => row.ltv_cac)}
                                {...written(TIMES)}
                                definition="Lifetime value over the cost of a customer."
                            />
                            <Kpi
                                label="Payback"
                                {...kpi((row) => row.payback_months)}
                                {...written(MONTHS)}
                                isLoss
                                definition="Cost of a customer over what one brings in a month after the gross margin."
                            />
                        </div>
                        <FigureTable
                            caption="Unit economics by month"
                            rows={data.toReversed()}
                            rowKey={(row) => row.month}
                            isStale={economics.rows.isPlaceholderData}
                            columns={[
                                { id: "month", label: "Month", className: PERIOD, cell: (row) => month(row.month) },
                                { label: "ARPA", unit: money, value: (row) => row.arpa },
                                { label: "Gross margin", unit: SHARE, value: (row) => row.gross_margin },
                                { label: "Churn, 6 months", unit: SHARE, value: (row) => row.customer_churn_6m },
                                { label: "LTV", unit: money, value: (row) => row.ltv },
                                { label: "Spend", unit: money, value: (row) => row.spend },
                                { label: "New customers", unit: COUNT, value: (row) => row.new_customers },
                                { label: "CAC", unit: money, value: (row) => row.cac },
                                { label: "LTV:CAC", unit: TIMES, value: (row) => row.ltv_cac },
                                { label: "Months to pay back", unit: DAYS, value: (row) => row.payback_months },
                            ]}
                        />
                    </Section>
                );
            }}
        </Block>
    );
}
