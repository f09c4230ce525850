/** One of the staff at work: signed in, giving reasons, by keyboard. */
import type { Locator, Page } from "@playwright/test";

import { inDatabase } from "./staff.ts";
import { expect, test as base } from "./test.ts";

export const PATIENCE = { timeout: 20_000 };

/** A page on which one of the staff has signed in. */
export const test = base.extend<{ staff: Page }>({
    staff: async ({ browser, staffState, complaints }, use, info) => {
        const context = await browser.newContext({ ...info.project.use, storageState: staffState });
        const page = await context.newPage();
        complaints.listen(page, info.project.use.baseURL ?? "");
        await use(page);
        await context.close();
    },
});

/** Give the reason that the open dialog asks for, and wait until it is done. */
export async function because(page: Page, reason: string, verb: string): Promise<void> {
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason|Note/ }).fill(reason);
    await dialog.getByRole("button", { name: verb, exact: true }).click();
    await expect(dialog).toBeHidden(PATIENCE);
}

/** By the keyboard alone. */
export async function command(page: Page, words: string): Promise<void> {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(words);
    const found = page.getByRole("dialog", { name: "Commands" }).getByRole("option");
    await expect(found.first()).toContainText(new RegExp(words, "i"), PATIENCE);
    await page.keyboard.press("Enter");
}

/** The rows of the file behind a link, without its head. */
export async function rowsOf(page: Page, link: Locator): Promise<string[]> {
    const download = page.waitForEvent("download");
    await link.click();
    const text = (await (await (await download).createReadStream()).toArray()).join("");
    return text.split("\r\n").slice(1).filter((line) => line !== "");
}

/** What stands in the audit log with a reason. */
export async function actionsBecause(reason: string): Promise<string[]> {
    return await inDatabase(async (client) => {
        const { rows } = await client.query<{ action: string }>("select action from audit.entries where reason = $1 order by id", [reason]);
        return rows.map((row) => row.action);
    });
}
