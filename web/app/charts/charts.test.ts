import { expect, test } from "vitest";

import { pile } from "./StackedBars";
import { fall } from "./Waterfall";

test("gains pile up from zero, losses down from it", () => {
    expect(pile([3, -1, 2, -4])).toEqual([
        { from: 0, to: 3 },
        { from: 0, to: -1 },
        { from: 3, to: 5 },
        { from: -1, to: -5 },
    ]);
});

test("a waterfall ends where its total says, if the changes add up", () => {
    const steps = [
        { label: "start", value: 100, isTotal: true },
        { label: "new", value: 30 },
        { label: "churn", value: -50 },
        { label: "end", value: 80, isTotal: true },
    ];
    expect(fall(steps)).toEqual([
        { from: 0, to: 100 },
        { from: 100, to: 130 },
        { from: 130, to: 80 },
        { from: 0, to: 80 },
    ]);
});
