import { expect, test } from "vitest";

import { addPeriods, during, earlierDays, earlierRange, firstDay, periodStart } from "./periods";

test("a range of months ends with this one", () => {
    expect(firstDay("2026-11-23", "12")).toBe("2025-12-01");
    expect(firstDay("2026-01-31", "6")).toBe("2025-08-01");
    expect(firstDay("2026-11-23", "all")).toBeUndefined();
});

test("weeks begin on Mondays, months on their first", () => {
    expect(periodStart("2026-11-23", "week")).toBe("2026-11-23");
    expect(periodStart("2026-11-22", "week")).toBe("2026-11-16");
    expect(periodStart("2026-11-22", "month")).toBe("2026-11-01");
    expect(periodStart("2026-11-22", "day")).toBe("2026-11-22");
    expect(addPeriods("2026-01-01", -1, "month")).toBe("2025-12-01");
});

test("a range is compared with as many periods before it", () => {
    expect(earlierRange("2025-12-01", "2026-11-23", "month", "before")).toEqual({ from_date: "2024-12-01", to_date: "2025-11-01" });
    expect(earlierRange("2026-09-10", "2026-11-23", "month", "before")).toEqual({ from_date: "2026-06-01", to_date: "2026-08-01" });
    expect(earlierRange("2026-11-09", "2026-11-23", "week", "before")).toEqual({ from_date: "2026-10-19", to_date: "2026-11-02" });
    expect(earlierRange("2026-11-21", "2026-11-23", "day", "before")).toEqual({ from_date: "2026-11-18", to_date: "2026-11-20" });
});

test("or with those of a year before", () => {
    expect(earlierRange("2026-09-01", "2026-11-23", "month", "year")).toEqual({ from_date: "2025-09-01", to_date: "2025-11-01" });
    expect(earlierRange("2026-11-09", "2026-11-23", "week", "year")).toEqual({ from_date: "2025-11-10", to_date: "2025-11-24" });
});

test("as a whole it is compared with one that ends as far into its last month", () => {
    expect(earlierDays("2025-12-01", "2026-11-23", "before")).toEqual({ earlier_from: "2024-12-01", earlier_as_of: "2025-11-23" });
    expect(earlierDays("2026-02-10", "2026-03-30", "before")).toEqual({ earlier_from: "2025-12-01", earlier_as_of: "2026-01-30" });
    expect(earlierDays("2026-03-01", "2026-03-30", "before")).toEqual({ earlier_from: "2026-02-01", earlier_as_of: "2026-02-28" });
    expect(earlierDays("2026-02-01", "2026-02-28", "before")).toEqual({ earlier_from: "2026-01-01", earlier_as_of: "2026-01-31" });
    expect(earlierDays("2024-02-01", "2024-02-29", "year")).toEqual({ earlier_from: "2023-02-01", earlier_as_of: "2023-02-28" });
});

test("periods are told as one speaks of them", () => {
    expect(during("2026-11-01", "month")).toBe("in Nov 2026");
    expect(during("2026-11-02", "week")).toBe("in the week of Nov 2, 2026");
    expect(during("2026-11-02", "day")).toBe("on Nov 2, 2026");
});
