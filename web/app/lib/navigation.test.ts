import { expect, test } from "vitest";

import { safeNext } from "./navigation";

test("only addresses of this host are gone to", () => {
    expect(safeNext("/billing?tab=usage")).toBe("/billing?tab=usage");
    expect(safeNext("/plants?q=a//b")).toBe("/plants?q=a//b");
    for (const elsewhere of [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/x/..//evil.example",
        "javascript:alert(1)",
        "",
        null,
    ]) {
        expect(safeNext(elsewhere)).toBeNull();
    }
});
