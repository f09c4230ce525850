import { describe, expect, test } from "vitest";

import { pageRange, parseSort, readState, writeState } from "./url-state";

const DEFAULTS = { q: "", sort: "name", page: "1" };
const of = (search: string) => new URLSearchParams(search);

describe("the state of a list in its address", () => {
    test("what is not there is the default", () => {
        expect(readState(of("q=lyon&other=1"), DEFAULTS)).toEqual({ q: "lyon", sort: "name", page: "1" });
    });

    test("the default is not there", () => {
        expect(writeState(of("q=lyon&sort=-name"), DEFAULTS, { sort: "name" }).toString()).toBe("q=lyon");
    });

    test("whoever filters begins at the first page", () => {
        expect(writeState(of("page=7"), DEFAULTS, { q: "x" }).toString()).toBe("q=x");
        expect(writeState(of("q=x&page=7"), DEFAULTS, { page: "8" }).toString()).toBe("q=x&page=8");
    });

    test("what belongs to somebody else stays", () => {
        expect(writeState(of("tab=usage"), DEFAULTS, { q: "x" }).toString()).toBe("tab=usage&q=x");
    });
});

test("a minus sorts downwards", () => {
    expect(parseSort("-created_at")).toEqual({ column: "created_at", ascending: false });
});

test("pages begin with 1, and nonsense is the first", () => {
    expect([pageRange("1", 25), pageRange("3", 25)]).toEqual([
        [0, 24],
        [50, 74],
    ]);
    for (const page of ["0", "-1", "x", ""]) expect(pageRange(page, 25)).toEqual([0, 24]);
});
