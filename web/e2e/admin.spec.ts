import type { APIResponse, BrowserContext } from "@playwright/test";

import { money } from "../app/lib/format.ts";
import { hire, signInStaff } from "./staff.ts";
import { expect, expectSound, test } from "./test.ts";

const PATIENCE = { timeout: 20_000 };

/** What the API answers the same session, beside what the page shows. */
async function ask(context: BrowserContext, schema: string, path: string): Promise<APIResponse> {
    const answer = await context.request.get(`/api/v1/${path}`, { headers: { "Accept-Profile": schema } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer;
}

test("the staff extend a trial and suspend, and the log has it at once", async ({ browser, staffState, owner, complaints }, info) => {
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    await page.goto(`/admin/organizations/${owner.organizationId}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Browser Works", PATIENCE);
    const [before] = await owner.read<{ trial_ends_at: string }>("subscription?select=trial_ends_at");

    await page.getByRole("button", { name: "Act" }).click();
    await page.getByRole("menuitem", { name: "Extend the trial…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Extend" }).click();
    await expect(dialog.getByText("Say why")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Their pilot begins a week late");
    await expectSound(page);
    await dialog.getByRole("button", { name: "Extend" }).click();
    await expect(dialog).toBeHidden(PATIENCE);
    const [after] = await owner.read<{ trial_ends_at: string }>("subscription?select=trial_ends_at");
    expect(Date.parse(after!.trial_ends_at) - Date.parse(before!.trial_ends_at)).toBe(7 * 86_400_000);

    await page.getByRole("link", { name: "Audit log" }).last().click();
    await expect(page.getByRole("cell", { name: "Their pilot begins a week late" }).first()).toBeVisible(PATIENCE);

    await page.getByRole("button", { name: "Act" }).click();
    await page.getByRole("menuitem", { name: "Suspend…" }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Sends letters that nobody asked for");
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(dialog).toBeHidden(PATIENCE);
    await expect(page.getByText("Suspended by the staff")).toBeVisible(PATIENCE);
    await expect(page.getByRole("cell", { name: "Sends letters that nobody asked for" }).first()).toBeVisible(PATIENCE);
    expect(await owner.status()).toBe("suspended");
    await expectSound(page);
    await context.close();
});

test("what the dashboard shows is what the API says", async ({ browser, staffState, complaints }, info) => {
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    // Elsewhere somebody may pay meanwhile: then both are asked once more.
    const agree = async () => {
        await page.goto("/admin");
        const mrr = page.getByRole("group", { name: "MRR", exact: true });
        await expect(mrr).toBeVisible(PATIENCE);
        const [metrics] = (await (await ask(context, "admin", "platform_metrics")).json()) as [{ mrr: number; currency: string }];
        await expect(mrr).toContainText(money(Math.round(metrics.mrr), metrics.currency), { timeout: 1_000 });
    };
    await expect(agree).toPass({ timeout: 40_000 });
    await expect(page.getByRole("table", { name: "How the queues stand" })).toBeVisible(PATIENCE);
    await expectSound(page);
    await context.close();
});

test("a list is its address, and as many rows are in its file", async ({ browser, staffState, owner, complaints }, info) => {
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    await page.goto(`/admin/organizations?q=${encodeURIComponent(owner.email)}`);
    await expect(page.getByText("1 organization found")).toBeVisible(PATIENCE);
    await expect(page.getByRole("rowheader")).toHaveText(["Browser Works"]);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "The organizations found as CSV" }).click();
    const lines = (await (await (await download).createReadStream()).toArray()).join("").split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(owner.organizationId);

    await page.goto("/admin/jobs");
    await page.getByRole("button", { name: "Run Check invariants now" }).click();
    await expect(page.getByText("Check invariants runs within a minute")).toBeVisible(PATIENCE);
    await expectSound(page);
    await context.close();
});

test("in somebody's place a bar says so, and leads back", async ({ page, owner, complaints }) => {
    // The screen finds out that a code is asked for.
    complaints.expectRefusal(401);
    await signInStaff(page, await hire());
    await page.goto(`/admin/organizations/${owner.organizationId}?tab=people`);
    await page.getByRole("button", { name: `See what ${owner.email} sees` }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("They asked why a plant is missing");
    await page.getByRole("button", { name: "Begin" }).click();
    const bar = page.getByText(`You act as ${owner.email}.`);
    await expect(bar).toBeVisible(PATIENCE);
    await expectSound(page);
    await page.reload();
    await expect(bar).toBeVisible(PATIENCE);
    await page.getByRole("button", { name: "Be yourself again" }).click();
    await page.waitForURL("**/admin/organizations");
    await expect(page.getByRole("table", { name: "Organizations" })).toBeVisible(PATIENCE);
    await expect(bar).toBeHidden();
});
