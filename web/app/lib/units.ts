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
    text: (value) => (value === null ? NONE : `${number(value, 1)}×`),
    axis: (value) => `${number(value, 1)}×`,
    change: growth,
};

export const MONTHS: Unit = {
    text: (value) => (value === null ? NONE : `${number(value, 1)} months`),
    axis: (value) => number(value, 1),
    change: growth,
};

export const DAYS: Unit = { ...COUNT, text: (value) => (value === null ? NONE : number(value, 1)) };

/** How a tile writes figures of a kind. */
export function written({ text, change }: Unit) {
    return { format: text, change };
}
