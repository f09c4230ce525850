import { analytics } from "../lib/api";
import { useBook } from "../lib/book";
import { day, month } from "../lib/format";
import type { Movement } from "../lib/movements";
import { useRows } from "../lib/queries";
import { COUNT, SHARE, written, type Unit } from "../lib/units";
import { Block } from "../ui/Block";
import { Kpi } from "../ui/Kpi";
import { KpiSkeleton } from "../ui/Skeleton";

/** What summary answers, as far as this page shows it. */
interface Summary {
    known_at: string;
    mrr: number;
    arr: number;
    customers: number;
    arpa: number | null;
    trial_mrr: number;
    scheduled_churn_mrr: number;
    this_month: Movement | null;
    last_month: Movement | null;
}

function useSummary(basis: { as_of?: string | undefined; known_at?: string | undefined; currency: string }, isWanted = true) {
    return useRows(
        ["analytics", "summary", basis],
        async (signal) => {
            const answer = await analytics.rpc("summary", { ...basis } as { currency: string }).abortSignal(signal).throwOnError();
            return { data: answer.data as unknown as Summary };
        },
        { enabled: isWanted },
    );
}

/** What is shown of a summary, and what each of it means. */
const FIGURES = [
    {
        name: "mrr",
        label: "MRR",
        definition:
            "Monthly recurring revenue: a twelfth of what active and past due subscriptions pay in a year, after discounts, without tax, trials and usage.",
    },
    { name: "arr", label: "ARR", definition: "Annual recurring revenue: twelve times MRR." },
    { name: "customers", label: "Customers", unit: COUNT, definition: "Organizations with MRR above nothing." },
    { name: "arpa", label: "ARPA", definition: "Average revenue per account: MRR over customers." },
    {
        name: "nrr",
        label: "Net revenue retention",
        unit: SHARE,
        definition: "What those who paid twelve months ago pay now, over what they paid then. Above 100 %, they grew.",
    },
    {
        name: "churn",
        label: "Customer churn",
        unit: SHARE,
        isLoss: true,
        definition: "Customers lost in the last complete month, over customers at its start.",
    },
    {
        name: "trial_mrr",
        label: "Trials would pay",
        definition: "MRR of running trials, were they all to become customers on the plan they chose, or the one they try.",
    },
    {
        name: "scheduled_churn_mrr",
        label: "Known to end",
        isLoss: true,
        definition: "MRR of subscriptions that are already cancelled and run out after the day shown.",
    },
] as const satisfies readonly { name: keyof Levels; label: string; unit?: Unit; isLoss?: boolean; definition: string }[];

/** What of a summary is compared with that of another day. */
function levels({ mrr, arr, customers, arpa, trial_mrr, scheduled_churn_mrr, this_month, last_month }: Summary) {
    return { mrr, arr, customers, arpa, trial_mrr, scheduled_churn_mrr, nrr: this_month?.nrr_t12m ?? null, churn: last_month?.customer_churn ?? null };
}

type Levels = ReturnType<typeof levels>;

/** Where the business stands, beside the last month's end or the day that is compared with. */
export function KeyFigures() {
    const { basis, comparedDay } = useBook();
    const now = useSummary(basis);
    const then = useSummary({ ...basis, as_of: comparedDay }, comparedDay !== undefined);
    return (
        <Block query={now} skeleton={<KpiSkeleton count={FIGURES.length} />}>
            {({ data }) => {
                const { last_month: before } = data;
                if (comparedDay) return <Kpis summary={data} before={then.data && levels(then.data.data)} since={`on ${day(comparedDay)}`} />;
                const lastMonth = before && { mrr: before.mrr_end, arr: before.arr, customers: before.customers_end, arpa: before.arpa, nrr: before.nrr_t12m };
                return <Kpis summary={data} before={lastMonth ?? undefined} since={before ? `at the end of ${month(before.month)}` : ""} />;
            }}
        </Block>
    );
}

function Kpis({ summary, before = {}, since }: { summary: Summary; before?: Partial<Levels> | undefined; since: string }) {
    const { money } = useBook();
    const now = levels(summary);
    return (
        <div className="tiles">
            {FIGURES.map(({ name, label, definition, ...rest }) => (
                <Kpi
                    key={name}
                    label={label}
                    value={now[name]}
                    before={before[name] ?? null}
                    since={since}
                    {...written("unit" in rest ? rest.unit : money)}
                    isLoss={"isLoss" in rest}
                    definition={definition}
                >
                    {name === "churn" && summary.last_month && <p className="text-sm text-ink-3 print:text-xs">in {month(summary.last_month.month)}</p>}
                </Kpi>
            ))}
        </div>
    );
}

/** What they mean, where nobody can press for it: on paper. */
export function KeyDefinitions() {
    return (
        <dl className="grid content-start gap-2 text-sm print:gap-1 print:text-xs">
            {FIGURES.map(({ name, label, definition }) => (
                <div key={name}>
                    <dt className="font-medium">{label}</dt>
                    <dd className="text-ink-2">{definition}</dd>
                </div>
            ))}
        </dl>
    );
}

/** As which moment's knowledge the figures are, by the business's clock. */
export function useKnownAt(): string | undefined {
    return useSummary(useBook().basis).data?.data.known_at;
}
