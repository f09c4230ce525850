import { expect, test } from "vitest";

import { scheduleWords } from "./schedule";

test.each([
    ["* * * * *", "Each minute"],
    ["*/15 * * * *", "Every 15 minutes"],
    ["5 * * * *", "Each hour at :05"],
    ["0 */6 * * *", "Every 6 hours at :00"],
    ["20 4 * * *", "Each day at 04:20"],
    ["15 2 1 * *", "On day 1 of each month at 02:15"],
    ["0 4 * * 1", "0 4 * * 1"],
])("%s", (schedule, words) => {
    expect(scheduleWords(schedule)).toBe(words);
});
