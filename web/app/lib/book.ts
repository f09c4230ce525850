/** Which figures are shown: how far back, by what, as of which day and as known when. All in the URL. */
import { useMemo } from "react";

import { analytics } from "./api";
import { day, moment, money, moneyShort, month } from "./format";
import { useRows } from "./queries";
import { useUrlState } from "./url-state";

/** Figures of currencies are never summed; every call asks for this one. */
export const CURRENCY = "usd";

const STATE = { range: "12", grain: "month", as_of: "", known_at: "" };

export const RANGES = [
    { value: "6", label: "6 months" },
    { value: "12", label: "12 months" },
    { value: "24", label: "24 months" },
    { value: "36", label: "36 months" },
    { value: "all", label: "All there is" },
] as const;
export const GRAINS = [
    { value: "month", label: "By month" },
    { value: "week", label: "By week" },
    { value: "day", label: "By day" },
] as const;

/** As of which day, and as known when; nothing given is today, and all that is known. */
interface Moment {
    as_of?: string;
    known_at?: string;
}

function today(): string {
    return new Date().toISOString().slice(0, 10);
}

export function useBook() {
    const [state, change] = useUrlState(STATE);
    return useMemo(() => {
        const at: Moment = {};
        if (state.as_of) at.as_of = state.as_of;
        // What the field holds is UTC, as it says.
        if (state.known_at) at.known_at = `${state.known_at}Z`;
        const asOfDay = state.as_of || today();
        const known = state.known_at ? `, as it was known on ${moment(`${state.known_at}Z`)}` : "";
        return {
            state,
            change,
            at,
            /** What every series of money is asked for with. */
            basis: { ...at, currency: CURRENCY },
            from: firstDay(asOfDay, state.range),
            asOf: `As of ${day(asOfDay)} (UTC)${known}.`,
            asOfDay,
        };
    }, [state, change]);
}

/** The first day of the month with which a range of months begins that ends with a day's own. */
export function firstDay(asOf: string, range: string): string | undefined {
    const months = Number(range);
    if (!Number.isInteger(months) || months < 1) return undefined;
    const [year = 1970, monthNumber = 1] = asOf.split("-").map(Number);
    return new Date(Date.UTC(year, monthNumber - months, 1)).toISOString().slice(0, 10);
}

/** MRR may be a fraction of a cent; who shows it rounds. */
export function mrr(value: number | null): string {
    return value === null ? "–" : money(Math.round(value), CURRENCY);
}

export function mrrShort(value: number): string {
    return moneyShort(value, CURRENCY);
}

/** A period by its first day, as its grain calls it. */
export function periodName(first: string, grain: string): string {
    return grain === "month" ? month(first) : day(first);
}

export function useMovements() {
    const { state, basis, from } = useBook();
    const wanted = { ...basis, grain: state.grain, ...(from && { from_date: from }) };
    return useRows(["analytics", "movements", wanted], (signal) =>
        analytics.rpc("mrr_movements", wanted).abortSignal(signal).throwOnError(),
    );
}
