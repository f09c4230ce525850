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

/** How many periods lie between one of a range and the one it is compared with. */
export function distance(from: string, asOf: string, grain: string, compare: string): number {
    return compare === "year" ? YEARS[grain]! : countPeriods(periodStart(from, grain), periodStart(asOf, grain), grain) + 1;
}

/** What a range is compared with, period by period: as many right before it, or those of a year before. */
export function earlierRange(from: string, asOf: string, grain: string, compare: string): { from_date: string; to_date: string } {
    const back = -distance(from, asOf, grain, compare);
    return { from_date: addPeriods(periodStart(from, grain), back, grain), to_date: addPeriods(periodStart(asOf, grain), back, grain) };
}

/** What a range of months is compared with as a whole: one that ends as far into its last month. */
export function earlierDays(from: string, asOf: string, compare: string): { earlier_from: string; earlier_as_of: string } {
    const { from_date, to_date } = earlierRange(from, asOf, "month", compare);
    const lastDay = (start: string) => addDays(addPeriods(start, 1, "month"), -1);
    const isOver = asOf === lastDay(periodStart(asOf, "month"));
    const same = `${to_date.slice(0, 8)}${asOf.slice(8)}`;
    return { earlier_from: from_date, earlier_as_of: isOver || same > lastDay(to_date) ? lastDay(to_date) : same };
}
