import { analytics } from "../lib/api";
import { useBook } from "../lib/book";
import { day, month } from "../lib/format";
import type { Movement } from "../lib/movements";
import { useRows } from "../lib/queries";
import { COUNT, SHARE, written } from "../lib/units";
import { Block } from "../ui/Block";
import { Kpi } from "../ui/Kpi";
import { KpiSkeleton } from "../ui/Skeleton";

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

/** What of a summary is compared with that of another day. */
function levels({ mrr, arr, customers, arpa, trial_mrr, scheduled_churn_mrr, this_month, last_month }: Summary) {
    return { mrr, arr, customers, arpa, trial_mrr, scheduled_churn_mrr, nrr: this_month?.nrr_t12m ?? null, churn: last_month?.customer_churn ?? null };
}

/** Where the business stands, beside the last month's end or the day that is compared with. */
export function KeyFigures() {
    const { basis, comparedDay } = useBook();
    const now = useSummary(basis);
    const then = useSummary({ ...basis, as_of: comparedDay }, comparedDay !== undefined);
    return (
        <Block query={now} skeleton={<KpiSkeleton count={8} />}>
            {({ data }) => {
                const { last_month: before } = data;
                if (comparedDay) return <Kpis summary={data} before={then.data && levels(then.data.data)} since={`on ${day(comparedDay)}`} />;
                const lastMonth = before && { mrr: before.mrr_end, arr: before.arr, customers: before.customers_end, arpa: before.arpa, nrr: before.nrr_t12m };
                return <Kpis summary={data} before={lastMonth ?? undefined} since={before ? `at the end of ${month(before.month)}` : ""} />;
            }}
        </Block>
    );
}

type Levels = ReturnType<typeof levels>;

function Kpis({ summary, before = {}, since }: { summary: Summary; before?: Partial<Levels> | undefined; since: string }) {
    const { money } = useBook();
    const now = levels(summary);
    const kpi = (name: keyof Levels) => ({ value: now[name], before: before[name] ?? null, since });
    return (
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 print:grid-cols-4 print:gap-2">
            <Kpi
                label="MRR"
                {...kpi("mrr")}
                {...written(money)}
                definition="Monthly recurring revenue: a twelfth of what active and past due subscriptions pay in a year, after discounts, without tax, trials and usage."
            />
            <Kpi label="ARR" {...kpi("arr")} {...written(money)} definition="Annual recurring revenue: twelve times MRR." />
            <Kpi label="Customers" {...kpi("customers")} {...written(COUNT)} definition="Organizations with MRR above nothing." />
            <Kpi label="ARPA" {...kpi("arpa")} {...written(money)} definition="Average revenue per account: MRR over customers." />
            <Kpi
                label="Net revenue retention"
                {...kpi("nrr")}
                {...written(SHARE)}
                definition="What those who paid twelve months ago pay now, over what they paid then. Above 100 %, they grew."
            />
            <Kpi
                label="Customer churn"
                {...kpi("churn")}
                {...written(SHARE)}
                isLoss
                definition="Customers lost in the last complete month, over customers at its start."
            >
                {summary.last_month && <p className="text-sm text-ink-3">in {month(summary.last_month.month)}</p>}
            </Kpi>
            <Kpi
                label="Trials would pay"
                {...kpi("trial_mrr")}
                {...written(money)}
                definition="MRR of running trials, were they all to become customers on the plan they chose, or the one they try."
            />
            <Kpi
                label="Known to end"
                {...kpi("scheduled_churn_mrr")}
                {...written(money)}
                isLoss
                definition="MRR of subscriptions that are already cancelled and run out after the day shown."
            />
        </div>
    );
}
