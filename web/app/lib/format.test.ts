import { describe, expect, test } from "vitest";

import { ago, bytes, currencyExponent, day, moment, money, month, percent, period, plural, sentence, stamp } from "./format";

describe("money", () => {
    test.each([
        [19900, "usd", "$199.00"],
        [1, "usd", "$0.01"],
        [-5, "usd", "-$0.05"],
        [500, "jpy", "¥500"],
        [1234, "kwd", "KWD 1.234"],
    ])("%d %s", (cents, currency, text) => {
        expect(money(cents, currency).replace("\u00a0", " ")).toBe(text);
    });

    test("whole amounts may be short, others keep their cents", () => {
        expect(money(19900, "usd", { whole: true })).toBe("$199");
        expect(money(19950, "usd", { whole: true })).toBe("$199.50");
        expect(money(50, "usd", { whole: true })).toBe("$0.50");
    });

    test("each currency has its exponent", () => {
        expect(["usd", "jpy", "kwd"].map(currencyExponent)).toEqual([2, 0, 3]);
    });
});

describe("times are UTC, wherever the reader is", () => {
    const late = "2026-01-31T23:30:00+00:00";

    test("the day is the one in UTC", () => {
        expect(day(late)).toBe("Jan 31, 2026");
        expect(day("2026-02-01")).toBe("Feb 1, 2026");
        expect(month("2026-02-01")).toBe("Feb 2026");
    });

    test("a moment says so", () => {
        expect(moment(late)).toBe("Jan 31, 2026, 23:30 UTC");
        expect(stamp(late, new Date("2026-02-01T00:00:00Z"))).toBe("Jan 31, 23:30");
        expect(stamp(late, new Date("2027-02-01T00:00:00Z"))).toBe("Jan 31, 2026, 23:30");
    });

    test("how long ago", () => {
        const now = new Date("2026-02-01T00:00:00Z");
        expect(ago(late, now)).toBe("30 minutes ago");
        expect(ago("2026-02-03T01:00:00Z", now)).toBe("in 2 days");
        expect(ago("2026-01-31T23:59:40Z", now)).toBe("just now");
        expect(ago("2026-02-01T00:00:20Z", now)).toBe("within a minute");
    });
});

test("bytes are counted by thousands, as they are sold", () => {
    expect([0, 999, 1000, 1_500_000, 100_000_000_000].map(bytes)).toEqual(["0 B", "999 B", "1 KB", "1.5 MB", "100 GB"]);
});

test("a year that both ends of a period share is written once", () => {
    expect(period("2026-11-23T00:00:00Z", "2026-12-23T00:00:00Z")).toBe("Nov 23 – Dec 23, 2026 (UTC)");
    expect(period("2026-12-23T00:00:00Z", "2027-01-23T00:00:00Z")).toBe("Dec 23, 2026 – Jan 23, 2027 (UTC)");
});

test("ratios, codes and counts as words", () => {
    expect(percent(0.12345)).toBe("12.3%");
    expect(percent(null)).toBe("–");
    expect(sentence("past_due")).toBe("Past due");
    expect(sentence("compare_with_stripe")).toBe("Compare with Stripe");
    expect(sentence("mrr_sum_off")).toBe("MRR sum off");
    expect([plural(1, "day"), plural(1200, "day"), plural(0, "category", "categories")]).toEqual([
        "1 day",
        "1,200 days",
        "0 categories",
    ]);
});
