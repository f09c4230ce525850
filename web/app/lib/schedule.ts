/** When a job runs, in words: of the forms that schedules here have. Others stay as they are written. */
const two = (value: string) => value.padStart(2, "0");

const FORMS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
    [/^\* \* \* \* \*$/, () => "Each minute"],
    [/^\*\/(\d+) \* \* \* \*$/, (minutes = "") => `Every ${minutes} minutes`],
    [/^(\d+) \* \* \* \*$/, (minute = "") => `Each hour at :${two(minute)}`],
    [/^(\d+) \*\/(\d+) \* \* \*$/, (minute = "", hours = "") => `Every ${hours} hours at :${two(minute)}`],
    [/^(\d+) (\d+) \* \* \*$/, (minute = "", hour = "") => `Each day at ${two(hour)}:${two(minute)}`],
    [/^(\d+) (\d+) (\d+) \* \*$/, (minute = "", hour = "", day = "") => `On day ${day} of each month at ${two(hour)}:${two(minute)}`],
];

export function scheduleWords(schedule: string): string {
    for (const [form, words] of FORMS) {
        const match = form.exec(schedule);
        if (match) return words(...match.slice(1));
    }
    return schedule;
}
