import { expect, test } from "vitest";

import { safeNext } from "./navigation";

test("only addresses of this host are gone to", () => {
    expect(safeNext("/billing?tab=usage")).toBe("/billing?tab=usage");
    for (const elsewhere of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", null]) {
        expect(safeNext(elsewhere)).toBeNull();
    }
});
