/** How figures of a kind are written: exactly, at an axis, and beside what they were before. */
import { money, moneyShort, number, percent } from "./format";

export interface Unit {
    text: (value: number | null) => string;
    /** As short as it may be: at axes, of thresholds. */
    axis: (value: number) => string;
    /** From what it was before. */
    change: (value: number, before: number) => string;
}

const NONE = "–";
const SIGNED = new Intl.NumberFormat("en-US", { signDisplay: "exceptZero", maximumFractionDigits: 1 });
const EXACT_SHARE = new Intl.NumberFormat("en-US", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** So that a column of them stands point beneath point. */
const DECIMAL = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const SIGNED_SHARE = new Intl.NumberFormat("en-US", { signDisplay: "exceptZero", style: "percent", maximumFractionDigits: 1 });

function growth(value: number, before: number): string {
    return before === 0 ? NONE : SIGNED_SHARE.format(value / before - 1);
}

/** MRR may be a fraction of a cent; who shows it rounds. */
export function moneyIn(currency: string): Unit {
    return {
        text: (value) => (value === null ? NONE : money(Math.round(value), currency)),
        axis: (value) => moneyShort(value, currency),
        change: growth,
    };
}

export const COUNT: Unit = {
    text: (value) => (value === null ? NONE : number(value)),
    // Between two customers there is none.
    axis: (value) => (Number.isInteger(value) ? number(value) : ""),
    change: growth,
};

export const SHARE: Unit = {
    text: (value) => (value === null ? NONE : EXACT_SHARE.format(value)),
    axis: (value) => percent(value),
    change: (value, before) => `${SIGNED.format((value - before) * 100)} points`,
};

export const TIMES: Unit = {
    text: (value) => (value === null ? NONE : `${DECIMAL.format(value)}×`),
    axis: (value) => `${number(value, 1)}×`,
    change: growth,
};

export const MONTHS: Unit = {
    text: (value) => (value === null ? NONE : `${DECIMAL.format(value)} months`),
    axis: (value) => number(value, 1),
    change: growth,
};

export const DAYS: Unit = { ...MONTHS, text: (value) => (value === null ? NONE : `${DECIMAL.format(value)} days`) };

/** Where a column's name says of what. */
export const PLAIN: Unit = { ...MONTHS, text: (value) => (value === null ? NONE : DECIMAL.format(value)) };

const UNITS: Readonly<Record<string, Unit>> = { count: COUNT, share: SHARE, times: TIMES, months: MONTHS, days: DAYS };

/** The unit that the API names. */
export function unitOf(code: string, money: Unit): Unit {
    return code === "money" ? money : UNITS[code]!;
}

/** By how much something differs, with its sign. */
export function difference(unit: Unit, change: number | null): string {
    if (change === null) return NONE;
    if (unit === SHARE) return SHARE.change(change, 0);
    return `${change > 0 ? "+" : change < 0 ? "−" : ""}${unit.text(Math.abs(change))}`;
}

/** How a tile writes figures of a kind. */
export function written({ text, change }: Unit) {
    return { format: text, change };
}
