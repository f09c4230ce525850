import { expect, test } from "vitest";

import { firstDay } from "./book";

test("a range of months ends with this one", () => {
    expect(firstDay("2026-11-23", "12")).toBe("2025-12-01");
    expect(firstDay("2026-01-31", "6")).toBe("2025-08-01");
    expect(firstDay("2026-11-23", "all")).toBeUndefined();
});
