/** How values are written. Nothing is computed here: figures come from the database. */

const EN = "en-US";

/** How many decimals a currency has: 2 for usd, 0 for jpy. */
export function currencyExponent(currency: string): number {
    return new Intl.NumberFormat(EN, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Money as the API gives it, in the currency's smallest unit. */
export function money(cents: number, currency: string, { whole = false } = {}): string {
    const exponent = currencyExponent(currency);
    const amount = cents / 10 ** exponent;
    // Whole amounts are shorter where the page says so; anything else keeps its cents.
    const digits = whole && Number.isInteger(amount) ? 0 : exponent;
    return new Intl.NumberFormat(EN, {
        style: "currency",
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    }).format(amount);
}

/** Large amounts for axes and tiles: $12.3K. */
export function moneyShort(cents: number, currency: string): string {
    return new Intl.NumberFormat(EN, {
        style: "currency",
        currency,
        notation: "compact",
        maximumFractionDigits: 1,
    }).format(cents / 10 ** currencyExponent(currency));
}

export function number(value: number, digits = 0): string {
    return new Intl.NumberFormat(EN, { maximumFractionDigits: digits }).format(value);
}

/** A ratio as a percentage: 0.1234 is 12.3 %. */
export function percent(ratio: number | null | undefined, digits = 1): string {
    if (ratio === null || ratio === undefined) return "–";
    return new Intl.NumberFormat(EN, { style: "percent", maximumFractionDigits: digits }).format(ratio);
}

/** Storage is sold in gigabytes of 10^9 bytes. */
export function bytes(value: number): string {
    const units = ["B", "KB", "MB", "GB", "TB", "PB"];
    let power = 0;
    let rest = value;
    while (rest >= 1000 && power < units.length - 1) {
        rest /= 1000;
        power += 1;
    }
    return `${number(rest, rest < 10 ? 1 : 0)} ${units[power]}`;
}

/** An amount of what the catalogue counts in `unit`. */
export function quantity(value: number, unit: string | null): string {
    return unit === "bytes" ? bytes(value) : number(value);
}

const UTC = { timeZone: "UTC" } as const;

/** A day: of a timestamp the one it falls on in UTC. */
export function day(value: string | Date): string {
    return new Intl.DateTimeFormat(EN, { ...UTC, day: "numeric", month: "short", year: "numeric" }).format(toDate(value));
}

export function month(value: string | Date): string {
    return new Intl.DateTimeFormat(EN, { ...UTC, month: "short", year: "numeric" }).format(toDate(value));
}

/** A moment, to the minute, saying that it is UTC. */
export function moment(value: string | Date): string {
    const text = new Intl.DateTimeFormat(EN, {
        ...UTC,
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
    }).format(toDate(value));
    return `${text} UTC`;
}

/** A moment in a column that says UTC in its head: of this year without the year. */
export function stamp(value: string | Date, now: Date = new Date()): string {
    const isThisYear = toDate(value).getUTCFullYear() === now.getUTCFullYear();
    return new Intl.DateTimeFormat(EN, {
        ...UTC,
        day: "numeric",
        month: "short",
        ...(!isThisYear && { year: "numeric" }),
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
    }).format(toDate(value));
}

/** From one moment up to, and without, another; a year that both share is written once. */
export function period(start: string, end: string): string {
    const isOneYear = toDate(start).getUTCFullYear() === toDate(end).getUTCFullYear();
    const short = new Intl.DateTimeFormat(EN, { ...UTC, day: "numeric", month: "short" });
    return `${isOneYear ? short.format(toDate(start)) : day(start)} – ${day(end)} (UTC)`;
}

/** How long ago, or until, in the largest unit that fits. */
export function ago(value: string | Date, now: Date = new Date()): string {
    const seconds = (toDate(value).getTime() - now.getTime()) / 1000;
    const format = new Intl.RelativeTimeFormat(EN, { numeric: "auto" });
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [
        ["year", 31_536_000],
        ["month", 2_592_000],
        ["day", 86_400],
        ["hour", 3_600],
        ["minute", 60],
    ];
    for (const [unit, length] of steps) {
        if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
    }
    return seconds > 0 ? "within a minute" : "just now";
}

/** How long something took, if it has come to an end. */
export function duration(start: string | null, end: string | null): string {
    if (start === null || end === null) return "–";
    return seconds((toDate(end).getTime() - toDate(start).getTime()) / 1000);
}

/** A length of time in the unit that reads best. */
export function seconds(value: number): string {
    if (value < 1) return `${number(value * 1000)} ms`;
    if (value < 120) return `${number(value, value < 10 ? 1 : 0)} s`;
    return value < 7_200 ? `${number(value / 60)} min` : `${number(value / 3_600)} h`;
}

const NAMES = new Map(["API", "CSV", "MRR", "SSO", "URL", "Stripe"].map((name) => [name.toLowerCase(), name]));

/** A code of the database as words: past_due is "past due", and what has a name keeps it. */
export function words(code: string): string {
    return code
        .split(/[_.]/)
        .map((word) => NAMES.get(word) ?? word)
        .join(" ");
}

export function sentence(code: string): string {
    const text = words(code);
    return text.charAt(0).toUpperCase() + text.slice(1);
}

export function plural(count: number, one: string, many = `${one}s`): string {
    return `${number(count)} ${count === 1 ? one : many}`;
}

function toDate(value: string | Date): Date {
    return typeof value === "string" ? new Date(value) : value;
}
