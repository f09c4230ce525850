/** From trial to customer, and what a customer is worth beside what one costs. */
import { Funnel, type Stage } from "~/charts/Funnel";
import { useBook, useFigures } from "~/lib/book";
import { month } from "~/lib/format";
import { COUNT, PLAIN, SHARE, TIMES } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { RangeTiles, useRangeFigures } from "~/revenue/RangeFigures";
import { Csv, FigureTable, Lines, PERIOD, Series, type FigureColumn } from "~/revenue/Series";
import { Block } from "~/ui/Block";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Section } from "~/ui/Page";
import { TableSkeleton } from "~/ui/Skeleton";

const STATE = { trials: "" };

export default function RevenueAcquisition() {
    return (
        <div className="grid gap-6 print:gap-4">
            <RangeTiles topic="trials" title="Trials in the range" codes={["trials", "trial_conversion", "trials_paid_share", "days_to_pay"]} />
            <Trials />
            <RangeTiles topic="economics" title="Unit economics in the range" />
            <UnitEconomics />
        </div>
    );
}

/** How many of some trials came how far. */
interface Way {
    started: number;
    matured: number;
    converted: number;
    rate: number | null;
    paid: number;
    paidShare: number | null;
}

function stages(now: Way, earlier: Way | undefined, earlierName: string | undefined): Stage[] {
    const stage = (label: string, name: "started" | "matured" | "converted" | "paid", note?: (way: Way) => string): Stage => {
        const told = (way: Way) => `${COUNT.text(way[name])}${note ? ` · ${note(way)}` : ""}`;
        return {
            label,
            value: now[name],
            text: COUNT.text(now[name]),
            ...(note && { note: note(now) }),
            ...(earlier && { earlier: { value: earlier[name], text: `${earlierName}: ${told(earlier)} (${COUNT.change(now[name], earlier[name])})` } }),
        };
    };
    return [
        stage("Began a trial", "started"),
        stage("Had their 30 days", "matured"),
        stage("Paid within 30 days", "converted", (way) => `${SHARE.text(way.rate)} of those`),
        stage("Have paid by the last day", "paid", (way) => `${SHARE.text(way.paidShare)} of all`),
    ];
}

function Trials() {
    const { at, from, before, earlierName, earlierPeriod } = useBook();
    const now = useFigures("trial_conversion", { ...at, month: from && `gte.${from}` });
    // As they stood on the last day compared with: they have had no longer to pay.
    const then = useFigures("trial_conversion", { ...at, as_of: before?.earlier_as_of, month: before && `gte.${before.earlier_from}` }, before !== undefined);
    const range = useRangeFigures("trials").rows.data?.data ?? [];
    const [state, change] = useUrlState(STATE);
    const rows = now.rows.data?.data ?? [];
    type Row = (typeof rows)[number];
    const chosen = rows.find((row) => row.month === state.trials);
    const earlierMonth = chosen && earlierPeriod(chosen.month, "month");
    const ofMonth = (row: Row): Way => ({
        started: row.started,
        matured: row.matured,
        converted: row.converted_in_window_matured,
        rate: row.rate_window,
        paid: row.converted_to_date,
        paidShare: row.rate_to_date,
    });
    const ofRange = (side: "value" | "earlier"): Way => {
        const of = (code: string) => range.find((row) => row.code === code)?.[side] ?? null;
        return {
            started: of("trials") ?? 0,
            matured: of("trials_matured") ?? 0,
            converted: of("trials_converted") ?? 0,
            rate: of("trial_conversion"),
            paid: of("trials_paid") ?? 0,
            paidShare: of("trials_paid_share"),
        };
    };
    const monthBefore = before && then.rows.data?.data.find((row) => row.month === earlierMonth);
    const columns: FigureColumn<Row>[] = [
        { id: "month", label: "Began in", className: PERIOD, cell: (row) => month(row.month) },
        { label: "Trials", unit: COUNT, value: (row) => row.started },
        { label: "30 days old", unit: COUNT, value: (row) => row.matured },
        { label: "Paid in 30 days", unit: COUNT, value: (row) => row.converted_in_window_matured },
        { label: "Rate", unit: SHARE, value: (row) => row.rate_window },
        { label: "Paid by now", unit: COUNT, value: (row) => row.converted_to_date },
        { label: "Still open", unit: COUNT, value: (row) => row.open_trials },
        { label: "Days to pay, median", unit: PLAIN, value: (row) => row.median_days },
    ];
    return (
        <div className="grid gap-6 xl:grid-cols-2 in-[.report]:md:grid-cols-2 print:grid-cols-2 print:gap-3">
            <Series
                of={now}
                title={chosen ? `Trials that began in ${month(chosen.month)}` : "Trials that began in the range"}
                definition={`A trial counts as converted if its customer first pays within 30 days of its start.${before ? " The grey bars are what is compared with." : ""}`}
                empty={<Empty title="No trial began in this range">There may be some in a longer one.</Empty>}
                actions={
                    <InlineSelect label="Month of the trials" value={chosen?.month ?? ""} onChange={(event) => change({ trials: event.target.value })}>
                        <option value="">The whole range</option>
                        {rows.toReversed().map((row) => (
                            <option key={row.month} value={row.month}>
                                {month(row.month)}
                            </option>
                        ))}
                    </InlineSelect>
                }
                chart={() => (
                    <Funnel
                        label="From trial to customer"
                        stages={
                            chosen
                                ? stages(ofMonth(chosen), monthBefore && ofMonth(monthBefore), earlierMonth && month(earlierMonth))
                                : stages(ofRange("value"), before && ofRange("earlier"), earlierName)
                        }
                    />
                )}
                rowKey={(row) => row.month}
                columns={columns}
            />
            <Lines
                of={now}
                earlier={before && then}
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

/** Month by month. */
function UnitEconomics() {
    const { basis, from, before, asOf, money, comparedName, earlierPeriod } = useBook();
    const economics = useFigures("unit_economics", { ...basis, month: from && `gte.${from}` });
    const then = useFigures("unit_economics", { ...basis, as_of: before?.earlier_as_of, month: before && `gte.${before.earlier_from}` }, before !== undefined);
    return (
        <Block query={economics.rows} skeleton={<TableSkeleton rows={12} />}>
            {({ data }) => {
                if (data.length === 0) return <Empty title="No month of this range is over">Unit economics are of complete months. {asOf}</Empty>;
                type Row = (typeof data)[number];
                const old = (row: Row) => then.rows.data?.data.find((one) => one.month === earlierPeriod(row.month, "month"));
                const compared: FigureColumn<Row>[] = [
                    { label: `LTV, ${comparedName.toLowerCase()}`, unit: money, value: (row) => old(row)?.ltv ?? null },
                    { label: `CAC, ${comparedName.toLowerCase()}`, unit: money, value: (row) => old(row)?.cac ?? null },
                    { label: `LTV:CAC, ${comparedName.toLowerCase()}`, unit: TIMES, value: (row) => old(row)?.ltv_cac ?? null },
                ];
                return (
                    <Section title="Unit economics, month by month" actions={<Csv of={economics} label="Unit economics" />}>
                        <p className="text-sm text-ink-3">Of complete months. {asOf}</p>
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
                                { label: "New", unit: COUNT, value: (row) => row.new_customers },
                                { label: "CAC", unit: money, value: (row) => row.cac },
                                { label: "LTV:CAC", unit: TIMES, value: (row) => row.ltv_cac },
                                { label: "Payback, months", unit: PLAIN, value: (row) => row.payback_months },
                                ...(before ? compared : []),
                            ]}
                        />
                    </Section>
                );
            }}
        </Block>
    );
}
