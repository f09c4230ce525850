/** Days, weeks and months in UTC, as the series of figures are cut. */
import { day, month } from "./format";

const DAYS = { day: 1, week: 7 } as const;
/** A year by each, so long that a period of it meets its like. */
const YEARS: Readonly<Record<string, number>> = { month: 12, week: 52, day: 365 };

function utc(value: string): Date {
    return new Date(`${value}T00:00:00Z`);
}

function iso(value: Date): string {
    return value.toISOString().slice(0, 10);
}

export function addDays(value: string, days: number): string {
    const at = utc(value);
    at.setUTCDate(at.getUTCDate() + days);
    return iso(at);
}

/** A period by its first day, as its grain calls it. */
export function periodName(first: string, grain: string): string {
    return grain === "month" ? month(first) : day(first);
}

/** When something happened, in a sentence. */
export function during(first: string, grain: string): string {
    const name = periodName(first, grain);
    return grain === "month" ? `in ${name}` : grain === "week" ? `in the week of ${name}` : `on ${name}`;
}

/** The first day of the period that a day is in; weeks begin on Mondays. */
export function periodStart(value: string, grain: string): string {
    if (grain === "month") return `${value.slice(0, 7)}-01`;
    if (grain === "week") return addDays(value, -((utc(value).getUTCDay() + 6) % 7));
    return value;
}

/** The first day of the period so many after the one that begins with a day. */
export function addPeriods(start: string, count: number, grain: string): string {
    if (grain !== "month") return addDays(start, count * DAYS[grain === "week" ? "week" : "day"]);
    const at = utc(start);
    at.setUTCMonth(at.getUTCMonth() + count);
    return iso(at);
}

function countPeriods(from: string, to: string, grain: string): number {
    if (grain === "month") return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
    return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000 / DAYS[grain === "week" ? "week" : "day"]);
}

/** The first day of the month with which a range of months begins that ends with a day's own. */
export function firstDay(asOf: string, range: string): string | undefined {
    const months = Number(range);
    if (!Number.isInteger(months) || months < 1) return undefined;
    return addPeriods(periodStart(asOf, "month"), 1 - months, "month");
}

/** What a range is compared with: as many periods right before it, or those of a year before. */
export function earlierRange(from: string, asOf: string, grain: string, compare: string): { from_date: string; to_date: string } {
    const first = periodStart(from, grain);
    const last = periodStart(asOf, grain);
    const shift = compare === "year" ? YEARS[grain]! : countPeriods(first, last, grain) + 1;
    return { from_date: addPeriods(first, -shift, grain), to_date: addPeriods(last, -shift, grain) };
}
