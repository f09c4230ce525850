/** Who leaves, why, and what stays of those who came together. */
import { Cohorts, type Cohort } from "~/charts/Cohorts";
import { LineBand } from "~/charts/LineBand";
import { StackedBars } from "~/charts/StackedBars";
import type { Tone } from "~/charts/plot";
import { useBook, useFigures, useMovements } from "~/lib/book";
import type { Database } from "~/lib/database.types";
import { day, month, plural, sentence, words } from "~/lib/format";
import { COUNT, SHARE } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { Drill, DrillButton } from "~/revenue/Drill";
import { Compared, RangeTiles } from "~/revenue/RangeFigures";
import { Csv, FigureTable, Lines, PERIOD, Series, type FigureColumn } from "~/revenue/Series";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Section } from "~/ui/Page";
import { TableSkeleton } from "~/ui/Skeleton";

type ChurnRow = Database["analytics"]["Functions"]["churn"]["Returns"][number];
type CohortRow = Database["analytics"]["Functions"]["cohort_retention"]["Returns"][number];

const STATE = { count: "customers" };
/** Which customers are shown: those of a reason, in a month or in all of the range; or of a cohort at an age. */
const DRILL = { reason: "", month: "", cohort: "", age: "" };

export default function RevenueRetention() {
    return (
        <div className="grid gap-6 print:gap-4">
            <RangeTiles topic="churn" title="Churn in the range" />
            <div className="grid gap-6 xl:grid-cols-2 in-[.report]:md:grid-cols-2 print:grid-cols-2 print:gap-3">
                <Churn />
                <Reasons />
            </div>
            <RangeReasons />
            <div className="grid gap-6 print:break-before-page print:gap-3">
                <div className="grid gap-6 xl:grid-cols-2 in-[.report]:md:grid-cols-2 print:grid-cols-2 print:gap-3">
                    <Retention />
                    <StayingLine />
                </div>
                <CohortMap />
            </div>
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
    const [{ count }] = useUrlState(STATE);
    const customers = { label: "Customers", tone: 1, value: (row: ChurnRow) => row.customer_churn } as const;
    const revenue = [
        { label: "Gross MRR", tone: 3, value: (row: ChurnRow) => row.gross_mrr_churn },
        { label: "Net MRR", tone: 2, value: (row: ChurnRow) => row.net_mrr_churn },
    ] as const;
    return (
        <Lines
            of={churn}
            earlier={range && then}
            title="Churn"
            definition="Lost over what was there at the start of the month. A customer is lost on the last day paid for; gross also counts contraction, net takes expansion off."
            empty={<Empty title="Nobody could leave yet">Churn begins with the first customer who pays.</Empty>}
            isIdle={(row) => row.customers_start === 0}
            x={(row) => month(row.month)}
            // Six lines could not be told apart: who compares looks at one or the other.
            lines={!range ? [customers, ...revenue] : count === "revenue" ? revenue : [customers]}
            actions={range && <CountSelect of="churn" />}
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
                { id: "customers", label: "Customers", isFigure: true, cell: (row) => <Leavers {...row} /> },
                { label: "MRR", unit: money, value: (row) => row.mrr },
            ]}
        />
    );
}

/** How many left for a reason; leads to them. */
function Leavers({ reason, month: when = "", customers }: { reason: string; month?: string; customers: number }) {
    const [drill, change] = useUrlState(DRILL);
    if (customers === 0) return <>{COUNT.text(0)}</>;
    return (
        <DrillButton
            label={`${plural(customers, "customer")} left${when && ` in ${month(when)}`}: ${words(reason)}`}
            isOpen={drill.reason === reason && drill.month === when}
            onOpen={() => change({ ...DRILL, reason, month: when })}
        >
            {COUNT.text(customers)}
        </DrillButton>
    );
}

/** The reasons of the whole range, beside those of the range compared with. */
function RangeReasons() {
    const { ranges, earlierName, money } = useBook();
    const [{ reason, month: when }] = useUrlState(DRILL);
    const reasons = useFigures("range_reasons", ranges);
    const data = reasons.rows.data?.data ?? [];
    const compared: FigureColumn<(typeof data)[number]>[] = [
        { label: "Before", unit: COUNT, value: (row) => row.earlier_customers },
        { label: "Share before", unit: SHARE, value: (row) => row.earlier_share },
        { id: "change", label: "Share changed", isFigure: true, cell: (row) => (row.share === null || row.earlier_share === null ? "–" : SHARE.change(row.share, row.earlier_share)) },
        { label: "MRR before", unit: money, value: (row) => row.earlier_mrr },
    ];
    // That nobody left is said above.
    if (reasons.rows.data && data.length === 0) return null;
    return (
        <Section title="Why customers left in the range" actions={<Csv of={reasons} label="Reasons" />}>
            <Compared />
            <Block query={reasons.rows} skeleton={<TableSkeleton rows={6} />}>
                {() => (
                    <FigureTable
                        caption="Reasons in the range"
                        rows={data}
                        rowKey={(row) => row.reason}
                        isStale={reasons.rows.isPlaceholderData}
                        columns={[
                            { id: "reason", label: "Reason", className: PERIOD, cell: (row) => sentence(row.reason) },
                            { id: "customers", label: "Customers", isFigure: true, cell: (row) => <Leavers reason={row.reason} customers={row.customers} /> },
                            { label: "Share", unit: SHARE, value: (row) => row.share },
                            { label: "MRR", unit: money, value: (row) => row.mrr },
                            ...(earlierName ? compared : []),
                        ]}
                    />
                )}
            </Block>
            {reason && <LostCustomers key={`${reason} ${when}`} />}
        </Section>
    );
}

/** Who left for a reason. */
function LostCustomers() {
    const { basis, from, money, rangeName } = useBook();
    const [{ reason, month: when }, change] = useUrlState(DRILL);
    const lost = useFigures("lost_customers", { ...basis, from_date: from, reason: `eq.${reason}`, month: when && `eq.${when}` });
    return (
        <Drill
            of={lost}
            title={`${sentence(reason)}: ${when ? month(when) : rangeName}`}
            lead="Who left, and what each paid at the close of the month before."
            onClose={() => change(DRILL)}
            columns={[
                { id: "day", label: "Left on", isFigure: true, cell: (row) => day(row.day) },
                { id: "choice", label: "By choice", cell: (row) => <Badge>{row.is_voluntary ? "By choice" : "Not by choice"}</Badge> },
                { label: "MRR", unit: money, value: (row) => row.mrr },
            ]}
        />
    );
}

function Retention() {
    const { grain } = useBook().state;
    const { now, earlier, name } = useMovements();
    return (
        <Lines
            of={now}
            earlier={earlier}
            grain={grain}
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
    const [drill, change] = useUrlState(DRILL);
    const rows = useFigures("cohort_retention", { ...basis, cohort: from && `gte.${from}` });
    const isRevenue = count === "revenue";
    const opened = rows.rows.data?.data.find((row) => row.cohort === drill.cohort && String(row.age) === drill.age);
    return (
        <div className="grid gap-3">
            <Series
                of={rows}
                title="Cohorts"
                definition={`Customers by the month of their first paid day, and what share of ${isRevenue ? "what they paid then they pay" : "them still pays"} at the close of each month since; the last is the month under way. A share leads to its customers.`}
                empty={<Empty title="Nobody first paid in this range">There may be cohorts in a longer one.</Empty>}
                actions={<CountSelect of="cohorts" />}
                isInOrder
                chart={(data) => (
                    <Cohorts
                        caption={`Cohorts by ${count}`}
                        cohorts={Object.entries(Object.groupBy(data, (row) => row.cohort)).map<Cohort>(([cohort, ages = []]) => ({
                            label: month(cohort),
                            size: isRevenue ? money.text(ages[0]?.cohort_base_mrr ?? 0) : COUNT.text(ages[0]?.cohort_size ?? 0),
                            cells: ages.map((row) => ({
                                ratio: isRevenue ? row.revenue_retention : row.logo_retention,
                                words: `${month(cohort)} after ${plural(row.age, "month")}: ${isRevenue ? `${money.text(row.mrr)} of ${money.text(row.cohort_base_mrr)}` : `${row.active} of ${plural(row.cohort_size, "customer")}`}`,
                                isOpen: row === opened,
                                onOpen: () => change({ ...DRILL, cohort, age: String(row.age) }),
                            })),
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
            {opened && <CohortCustomers key={`${opened.cohort} ${opened.age}`} cell={opened} />}
        </div>
    );
}

/** Who came in a cohort's month, and what each of them pays at an age. */
function CohortCustomers({ cell }: { cell: CohortRow }) {
    const { basis, money } = useBook();
    const [, change] = useUrlState(DRILL);
    const customers = useFigures("cohort_customers", { ...basis, cohort: cell.cohort, age: String(cell.age) });
    return (
        <Drill
            of={customers}
            title={`Cohort of ${month(cell.cohort)}, after ${plural(cell.age, "month")}`}
            lead={`${COUNT.text(cell.active)} of ${plural(cell.cohort_size, "customer")} pay ${money.text(cell.mrr)} at the close of ${month(cell.month)}; on their first days it was ${money.text(cell.cohort_base_mrr)}.`}
            onClose={() => change(DRILL)}
            columns={[
                { id: "since", label: "First paid on", isFigure: true, cell: (row) => day(row.first_paid_on) },
                { label: "First MRR", unit: money, value: (row) => row.first_mrr },
                { label: "MRR", unit: money, value: (row) => row.mrr },
                { id: "state", label: "Then", cell: (row) => <Badge tone={row.mrr > 0 ? "good" : "neutral"}>{row.mrr > 0 ? "Pays" : "Gone"}</Badge> },
            ]}
        />
    );
}

/** How all cohorts of the range stay, beside those of the range compared with: place by place they have other customers. */
function StayingLine() {
    const { ranges, rangeName, earlierName } = useBook();
    const [{ count }] = useUrlState(STATE);
    const ages = useFigures("range_cohorts", ranges);
    const isRevenue = count === "revenue";
    const data = ages.rows.data?.data ?? [];
    type Row = (typeof data)[number];
    const now = (row: Row) => (isRevenue ? row.revenue_retention : row.logo_retention);
    const before = (row: Row) => (isRevenue ? row.earlier_revenue_retention : row.earlier_logo_retention);
    const compared: FigureColumn<Row>[] = [
        { label: "Customers before", unit: COUNT, value: (row) => row.earlier_customers },
        { label: "Of customers before", unit: SHARE, value: (row) => row.earlier_logo_retention },
        { label: "Of MRR before", unit: SHARE, value: (row) => row.earlier_revenue_retention },
        {
            id: "change",
            label: "Changed",
            isFigure: true,
            cell: (row) => {
                const [value, old] = [now(row), before(row)];
                return value === null || old === null ? "–" : SHARE.change(value, old);
            },
        },
    ];
    return (
        <Series
            of={ages}
            title="How cohorts stay, on average"
            definition={`What is left of ${isRevenue ? "the first MRR" : "the customers"} of all cohorts of the range after so many complete months; the later, the fewer cohorts have come so far: see the table.${earlierName ? " Heat maps of two ranges are of other customers; this line can be compared." : ""}`}
            empty={<Empty title="No month of a cohort is over yet">An average needs one.</Empty>}
            isInOrder
            chart={(rows) => (
                <LineBand
                    label="How cohorts stay, by months since the first paid day"
                    rows={rows}
                    x={(row) => `${row.age}`}
                    lines={[
                        { label: sentence(rangeName), tone: 1, value: now },
                        ...(earlierName ? [{ label: sentence(earlierName), tone: 5, mark: "dots", value: before } as const] : []),
                    ]}
                    unit={SHARE}
                    isZoomed
                />
            )}
            rowKey={(row) => String(row.age)}
            columns={[
                { id: "age", label: "Months since", className: PERIOD, cell: (row) => row.age },
                { label: "Cohorts", unit: COUNT, value: (row) => row.cohorts },
                { label: "Customers", unit: COUNT, value: (row) => row.customers },
                { label: "Of customers", unit: SHARE, value: (row) => row.logo_retention },
                { label: "Of MRR", unit: SHARE, value: (row) => row.revenue_retention },
                ...(earlierName ? compared : []),
            ]}
        />
    );
}
