/** Which figures are shown: from when, by what, in which currency, as of which day and as known when. All in the URL. */
import { useMemo } from "react";

import type { Database } from "./database.types";
import { address } from "./csv";
import { day, moment, month } from "./format";
import { addDays, addPeriods, distance, during, earlierDays, earlierRange, firstDay, periodName } from "./periods";
import { useRows } from "./queries";
import { apiFetch } from "./session";
import { moneyIn } from "./units";
import { useUrlState } from "./url-state";

const STATE = { range: "12", from: "", grain: "month", compare: "", currency: "", as_of: "", known_at: "" };

export const RANGES = [
    { value: "6", label: "6 months" },
    { value: "12", label: "12 months" },
    { value: "24", label: "24 months" },
    { value: "36", label: "36 months" },
    { value: "all", label: "All there is" },
    { value: "custom", label: "From a day…" },
] as const;
export const GRAINS = [
    { value: "month", label: "By month" },
    { value: "week", label: "By week" },
    { value: "day", label: "By day" },
] as const;
export const COMPARISONS = [
    { value: "", label: "Compare with nothing" },
    { value: "before", label: "With the time before" },
    { value: "year", label: "With a year before" },
] as const;

type Functions = Database["analytics"]["Functions"];
type Query = Readonly<Record<string, string | undefined>>;
type Row<Name extends keyof Functions> = Functions[Name]["Returns"] extends (infer One)[] ? One : never;

const UNKNOWN = { currency: "usd", today: new Date().toISOString().slice(0, 10) };

/** As many rows as PostgREST hands out at once. */
const PAGE_ROWS = 1000;

/** A function's rows, and what was asked: its file is the same question. */
export interface Figures<One> {
    name: string;
    query: Query;
    rows: ReturnType<typeof useRows<One[]>>;
}

/** What a function of figures answers; `query` has its arguments, and columns to compare (gte.2026-01-01). */
export function useFigures<Name extends keyof Functions & string>(name: Name, query: Query, isWanted = true): Figures<Row<Name>> {
    const rows = useRows<Row<Name>[]>(
        ["analytics", name, query],
        async (signal) => {
            const data: Row<Name>[] = [];
            for (;;) {
                // oxlint-disable-next-line no-await-in-loop -- one page tells whether there is another
                const response = await apiFetch(address(`rpc/${name}`, { ...query, offset: String(data.length) }), {
                    headers: { "Accept-Profile": "analytics" },
                    signal,
                });
                // oxlint-disable-next-line no-await-in-loop
                const page = (await response.json()) as Row<Name>[];
                data.push(...page);
                if (page.length < PAGE_ROWS) return { data };
            }
        },
        { enabled: isWanted },
    );
    return { name, query, rows };
}

export function useCurrencies() {
    return useRows(["analytics", "currencies"], async (signal) => {
        const response = await apiFetch("/api/v1/currencies?order=currency", { headers: { "Accept-Profile": "analytics" }, signal });
        return { data: (await response.json()) as { currency: string; is_default: boolean; today: string }[] };
    });
}

export function useBook() {
    const [state, change] = useUrlState(STATE);
    const currencies = useCurrencies();
    // Frames show before it is known, figures do not.
    const { currency: usual, today } = currencies.data?.data.find((one) => one.is_default) ?? UNKNOWN;
    return useMemo(() => {
        const currency = state.currency || usual;
        // Nothing given is today, and all that is known. What the field holds is UTC, as it says.
        const at = {
            as_of: state.as_of || undefined,
            known_at: state.known_at ? `${state.known_at}Z` : undefined,
        };
        const asOfDay = state.as_of || today;
        const from = state.range === "custom" ? state.from || undefined : firstDay(asOfDay, state.range);
        const compared = (grain: string) => (state.compare && from ? earlierRange(from, asOfDay, grain, state.compare) : undefined);
        const before = state.compare && from ? earlierDays(from, asOfDay, state.compare) : undefined;
        const known = state.known_at ? `, as it was known on ${moment(`${state.known_at}Z`)}` : "";
        return {
            state,
            change,
            today,
            currency,
            money: moneyIn(currency),
            at,
            /** What every series of money is asked for with: currencies are never summed. */
            basis: { ...at, currency },
            from,
            asOfDay,
            asOf: `As of ${day(asOfDay)} (UTC)${known}.`,
            /** The range as a whole, and what it is compared with: each as it stood on its last day. */
            ranges: { ...at, currency, from_date: from, ...before },
            before,
            rangeName: rangeName(from, asOfDay),
            earlierName: before && rangeName(before.earlier_from, before.earlier_as_of),
            /** The periods that those of the range are compared with, if they are; and that of one of them. */
            compared,
            earlierPeriod: (first: string, grain: string) => addPeriods(first, -distance(from ?? first, asOfDay, grain, state.compare), grain),
            comparedName: state.compare === "year" ? "A year before" : "Before",
            /** The day whose state is compared with that of as_of. */
            comparedDay: compared("month") && dayBefore(asOfDay, from ?? asOfDay, state.compare),
        };
    }, [state, change, usual, today]);
}

function rangeName(from: string | undefined, to: string): string {
    return from ? `${month(from)} to ${day(to)}` : `up to ${day(to)}`;
}

/** The end of the time before a range, or the same day a year before. */
function dayBefore(asOf: string, from: string, compare: string): string {
    return compare === "year" ? addDays(asOf, -365) : addDays(from, -1);
}

/** MRR period by period, and the periods that it is compared with. */
export function useMovements() {
    const { state, basis, from, compared } = useBook();
    const { grain } = state;
    const earlier = compared(grain);
    const now = useFigures("mrr_movements", { ...basis, grain, from_date: from });
    const then = useFigures("mrr_movements", { ...basis, grain, ...earlier }, earlier !== undefined);
    return {
        now,
        earlier: earlier && then,
        name: (row: { month: string }) => periodName(row.month, grain),
        when: (row: { month: string }) => during(row.month, grain),
    };
}
