/** A test in which the pages of our own may not complain, and people to act as. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Browser, type Page } from "@playwright/test";

import { Owner } from "./person.ts";
import { hire, inDatabase, signInStaff } from "./staff.ts";

/** The cookies and the storage of somebody who has signed in. */
type State = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["storageState"]>>;

interface Fixtures {
    /** Somebody who has just signed up, by the API, and has not opened a page. */
    owner: Owner;
    complaints: Complaints;
}

interface WorkerFixtures {
    /** Somebody of the staff: `browser.newContext({ storageState: staffState })`. */
    staffState: State;
    invariants: void;
}

/** What a page complained of: errors in its console, errors thrown, and what its policy forbade. */
export class Complaints {
    private readonly heard: string[] = [];
    private readonly expected: RegExp[] = [];

    listen(page: Page, origin: string): void {
        page.on("console", (message) => {
            if (message.type() !== "error") return;
            const url = message.location().url;
            if (url && !url.startsWith(origin)) return;
            this.heard.push(`${message.text()} (${url})`);
        });
        page.on("pageerror", (error) => this.heard.push(error.message));
    }

    /** A browser reports every refusal of the API; a test that causes one says which. */
    expectRefusal(status: number): void {
        this.expected.push(new RegExp(`status of ${status}`));
    }

    unexpected(): string[] {
        return this.heard.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
    }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
    owner: async ({ request }, use) => {
        await use(await Owner.signUp(request));
    },
    complaints: [
        async ({ context, baseURL }, use) => {
            const complaints = new Complaints();
            context.on("page", (page) => complaints.listen(page, baseURL ?? ""));
            await use(complaints);
            expect(complaints.unexpected()).toEqual([]);
        },
        { auto: true },
    ],
    // Signing in is throttled, and a code counts once: the staff do it once for all tests.
    staffState: [
        async ({ browser }, use) => {
            const context = await browser.newContext({ baseURL: process.env.WEB_URL! });
            await signInStaff(await context.newPage(), await hire());
            const state = await context.storageState();
            await context.close();
            await use(state);
        },
        { scope: "worker" },
    ],
    // After all journeys nothing of what they did is as it must never be.
    invariants: [
        // Playwright reads the fixtures that one wants out of this pattern: none.
        // oxlint-disable-next-line no-empty-pattern
        async ({}, use) => {
            await use();
            expect(await brokenInvariants()).toEqual([]);
        },
        { scope: "worker", auto: true },
    ],
});

/** What must never be, of the organizations that were founded in a browser. */
const brokenInvariants = (): Promise<unknown[]> =>
    inDatabase(async (client) => {
        const { rows } = await client.query<Record<string, unknown>>(
            `select v.name, v.organization_id, v.detail
            from admin.current_violations as v
            inner join identity.memberships as m on v.organization_id = m.organization_id
            inner join identity.users as u on m.user_id = u.id
            where u.email ~ '^(browser|journey)[.]'`,
        );
        return rows;
    });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Nothing that axe finds, in these colours and the others, and nothing wider than what it stands in. Both
 * projects with axe do so, so every screen is looked at on a desktop and on a phone, light and dark.
 */
export async function expectSound(page: Page): Promise<void> {
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await expectFit(page);
    await expectPasswordFields(page);
    if (test.info().project.metadata.hasNoAxe) return;
    expect(await violations(new AxeBuilder({ page }).withTags(RULES))).toEqual([]);
    const theme = await page.evaluate(() => document.documentElement.dataset.theme);
    await useTheme(page, theme === "dark" ? "light" : "dark");
    expect(await violations(new AxeBuilder({ page }).withRules(["color-contrast"]))).toEqual([]);
    await useTheme(page, theme === "dark" ? "dark" : "light");
}

/** Nothing is wider than the screen, or than the part of it where it stands. */
export async function expectFit(page: Page): Promise<void> {
    const overflowing = () =>
        page.evaluate(() =>
            [document.documentElement, ...document.querySelectorAll("aside, main, header, dialog, section, .card")]
                // What scrolls by itself, as a wide table does, may be wider.
                .filter((part) => part.matches(":root, dialog") || getComputedStyle(part).overflowX === "visible")
                .filter((part) => part.scrollWidth > part.clientWidth + 1)
                .map((part) => `${part.outerHTML.slice(0, 150)}: ${part.scrollWidth} in ${part.clientWidth}`),
        );
    await expect.poll(overflowing, { message: page.url() }).toEqual([]);
}

/** Passwords are hidden, told apart for whoever keeps them, and may be pasted, as other secrets may. */
async function expectPasswordFields(page: Page): Promise<void> {
    const strange = await page.evaluate(() => {
        const isPassword = (field: HTMLInputElement) =>
            field.type !== "checkbox" && [...(field.labels ?? [])].some((label) => /password/i.test(label.innerText));
        return [...document.querySelectorAll("input")]
            .filter((field) => field.type === "password" || isPassword(field))
            .filter(
                (field) =>
                    field.type !== "password" ||
                    (isPassword(field) && !["current-password", "new-password"].includes(field.autocomplete)) ||
                    !field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true })),
            )
            .map((field) => field.outerHTML);
    });
    expect(strange).toEqual([]);
}

async function violations(axe: AxeBuilder): Promise<string[]> {
    const found = await axe.analyze();
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

/** The page in the other colours; what fades to them has arrived. */
async function useTheme(page: Page, theme: "light" | "dark"): Promise<void> {
    await page.evaluate(async (wanted) => {
        document.documentElement.dataset.theme = wanted;
        await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
    }, theme);
}

export { expect };
