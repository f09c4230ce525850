import type { APIResponse, BrowserContext } from "@playwright/test";

import { money } from "../app/lib/format.ts";
import { PATIENCE, actionsBecause, because, command, rowsOf, test } from "./desk.ts";
import { openNavigation } from "./person.ts";
import { hire, inDatabase, makeTrouble, signInStaff } from "./staff.ts";
import { expect, expectSound } from "./test.ts";

/** What the API answers the same session, beside what the page shows. */
async function ask(context: BrowserContext, schema: string, path: string): Promise<APIResponse> {
    const answer = await context.request.get(`/api/v1/${path}`, { headers: { "Accept-Profile": schema } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer;
}

test("the staff extend a trial, suspend and release, and the log has it at once", async ({ staff: page, owner, complaints }) => {
    complaints.expectRefusal(400);
    await page.goto(`/admin/organizations/${owner.organizationId}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Browser Works", PATIENCE);
    const [before] = await owner.read<{ trial_ends_at: string }>("subscription?select=trial_ends_at");

    await page.getByRole("button", { name: "Act" }).click();
    await page.getByRole("menuitem", { name: "Extend the trial…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("7 days more")).toBeVisible();
    await dialog.getByRole("button", { name: "Extend" }).click();
    await expect(dialog.getByText("Say why")).toBeVisible();
    await dialog.getByLabel("Days").fill("91");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Their pilot begins a week late");
    await dialog.getByRole("button", { name: "Extend" }).click();
    await expect(dialog.getByLabel("Days")).toHaveAttribute("aria-invalid", "true", PATIENCE);
    await expectSound(page);
    await dialog.getByLabel("Days").fill("7");
    await because(page, "Their pilot begins a week late", "Extend");
    const [after] = await owner.read<{ trial_ends_at: string }>("subscription?select=trial_ends_at");
    expect(Date.parse(after!.trial_ends_at) - Date.parse(before!.trial_ends_at)).toBe(7 * 86_400_000);

    await page.getByRole("link", { name: "Audit log" }).last().click();
    const entry = page.getByRole("row").filter({ hasText: "Their pilot begins a week late" }).filter({ hasText: "subscriptions" });
    await entry.first().getByRole("button", { name: /Details/ }).click();
    await expect(dialog.getByRole("region", { name: "What has changed" }).getByRole("rowheader", { name: "trial_ends_at" })).toBeVisible(PATIENCE);
    await page.keyboard.press("Escape");

    await command(page, "suspend");
    await because(page, "Sends letters that nobody asked for", "Suspend");
    await expect(page.getByText("Suspended by the staff")).toBeVisible(PATIENCE);
    await expect(page.getByRole("cell", { name: "Sends letters that nobody asked for" }).first()).toBeVisible(PATIENCE);
    expect(await owner.status()).toBe("suspended");
    await expectSound(page);
    await command(page, "release");
    await because(page, "They have stopped", "Release");
    await expect(page.getByText("Suspended by the staff")).toBeHidden(PATIENCE);
    expect(await owner.status()).toBe("trialing");

    await command(page, "write a note");
    await because(page, "Call them in March", "Write it down");
    await command(page, "timeline");
    await page.getByLabel("Kind").selectOption("note");
    await expect(page.getByText("Call them in March")).toBeVisible(PATIENCE);
});

test("what the dashboard shows is what the API says", async ({ staff: page }) => {
    const context = page.context();
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
});

test("a list is its address, and its file has as many rows as were found", async ({ staff: page, owner }) => {
    await page.goto(`/admin/organizations?q=${encodeURIComponent(owner.email)}`);
    await expect(page.getByText("1 organization found")).toBeVisible(PATIENCE);
    await expect(page.getByRole("rowheader")).toHaveText(["Browser Works"]);
    const [row, ...others] = await rowsOf(page, page.getByRole("link", { name: "The organizations found as CSV" }));
    expect(others).toEqual([]);
    expect(row).toContain(owner.organizationId);

    await page.goto(`/admin/organizations/${owner.organizationId}?tab=audit`);
    const found = page.getByText(/entries found$/);
    await expect(found).toBeVisible(PATIENCE);
    const count = Number((await found.textContent())?.match(/\d+/)?.[0]);
    expect(await rowsOf(page, page.getByRole("link", { name: "Audit log as CSV" }))).toHaveLength(count);
    await page.getByLabel("By", { exact: true }).selectOption("staff");
    await expect(page.getByText("Nothing is like that")).toBeVisible(PATIENCE);
    await page.getByRole("button", { name: "Remove the filter By: Staff" }).click();
    await expect(found).toBeVisible(PATIENCE);

    await page.goto("/admin/people");
    await page.getByRole("button", { name: "E-mail" }).click();
    await expect(page).toHaveURL(/sort=email/);
    await expect(page.getByRole("columnheader", { name: "E-mail" })).toHaveAttribute("aria-sort", "ascending");
    await page.goto(`/admin/people?q=${encodeURIComponent(owner.email)}`);
    await page.getByRole("link", { name: owner.email }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bea Browser", PATIENCE);
    await expect(page.getByRole("table", { name: "Sessions of this person" })).toContainText("Signed in", PATIENCE);
    await command(page, "sign out everywhere");
    await because(page, "A lost laptop", "Sign out");
    await expect(page.getByRole("table", { name: "Sessions of this person" })).toContainText("Ended by staff", PATIENCE);
    await expectSound(page);
});

test("what failed is looked at, and tried again with a reason", async ({ staff: page, owner }) => {
    const { mark, recipient, eventId, commandId } = await makeTrouble(owner.organizationId);
    const dialog = page.getByRole("dialog");

    await page.goto("/admin");
    await page.getByRole("link", { name: /failed within a day/ }).filter({ hasText: "letter" }).click();
    await expect(page).toHaveURL(/mail\?status=failed/);
    await page.goto(`/admin/mail?status=failed&q=${mark}`);
    await page.getByRole("button", { name: "Details" }).click();
    // Nothing runs in the frame, which a locator in there would: what stands in it is read from outside.
    const letter = async () => await page.locator("iframe").evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.body.innerText);
    await expect.poll(letter, PATIENCE).toContain("https://example.com/…");
    expect(await letter()).toContain("Ada");
    await expect(page.getByText(mark, { exact: true })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expectSound(page);
    await page.getByRole("button", { name: "Send again" }).click();
    await because(page, `Mailbox of ${mark} emptied`, "Send again");
    await expect
        .poll(async () => await inDatabase(async (client) => (await client.query("select status from notify.emails where recipient = $1", [recipient])).rows[0].status))
        .toBe("sent");
    await expect(page.getByText("Nothing is like that")).toBeVisible(PATIENCE);

    await page.goto(`/admin/stripe-events?q=${eventId}`);
    await page.getByRole("button", { name: "Details" }).click();
    const body = dialog.getByRole("region", { name: "What Stripe said, without names and addresses" });
    await expect(body).toContainText('"name": null', PATIENCE);
    await expect(body).toContainText('"balance": 7');
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Apply again" }).click();
    await because(page, `Event of ${mark} understood`, "Apply again");

    await page.goto(`/admin/commands?status=failed&open=${commandId}`);
    await expect(dialog).toContainText("No such customer", PATIENCE);
    await page.keyboard.press("Escape");
    await page.getByRole("row").filter({ hasText: "Portal session create" }).first().getByRole("button", { name: "Send again" }).click();
    await because(page, `Command of ${mark} needed`, "Send again");
    // Of a command the change itself is recorded, too.
    expect([
        ...(await actionsBecause(`Mailbox of ${mark} emptied`)),
        ...(await actionsBecause(`Event of ${mark} understood`)),
        ...(await actionsBecause(`Command of ${mark} needed`)),
    ]).toEqual(["email_retried", "stripe_event_retried", "command_retried", "changed"]);
});

test("a broken invariant is shown until it holds, and a job runs on request", async ({ staff: page, owner }) => {
    await inDatabase(async (client) => {
        const details = { name: "invoice_total_off", organization_id: owner.organizationId, detail: "invoice X: 1 is not 2", times: 3 };
        await client.query("select webhooks.raise_alarm('invariant', $1, $2::jsonb)", [`invoice_total_off:${owner.organizationId}`, JSON.stringify(details)]);
    });
    await page.goto("/admin");
    await page.getByRole("link", { name: /invariants? (is|are) broken/ }).click();
    const invariant = page.getByRole("table", { name: "Invariants", exact: true }).getByRole("row").filter({ hasText: "Invoice total off" });
    await expect(invariant).toContainText("Subtotal less discount", PATIENCE);
    await expect(invariant).toContainText("Broken");
    await expect(page.getByRole("table", { name: "Broken invariants" })).toContainText("invoice X: 1 is not 2");
    await inDatabase(async (client) => await client.query("select admin.check_invariants()"));
    await page.reload();
    await expect(invariant).toContainText("Holds", PATIENCE);

    await command(page, "run purge throttles");
    await expect(page.getByText("Purge throttles runs within a minute")).toBeVisible(PATIENCE);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toContainText("Invariants");
    await expectSound(page);
});

test("in somebody's place a bar says so, writes are refused, and it leads back", async ({ page, owner, complaints }) => {
    // The screen finds out that a code is asked for; and what is only looked at cannot be written.
    complaints.expectRefusal(401);
    complaints.expectRefusal(405);
    await signInStaff(page, await hire());
    await page.goto(`/admin/organizations/${owner.organizationId}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Browser Works", PATIENCE);
    await command(page, `impersonate ${owner.email}`);
    await because(page, "They asked why a plant is missing", "Begin");
    const bar = page.getByText(`You act as ${owner.email}.`);
    await expect(bar).toBeVisible(PATIENCE);
    await expectSound(page);
    const status = await page.evaluate(async () => {
        const headers = { "Content-Type": "application/json", "X-Requested-With": "fetch" };
        return (await fetch("/api/v1/rpc/create_plant", { method: "POST", headers, body: '{"name": "Not mine"}' })).status;
    });
    expect(status).toBe(405);
    await page.reload();
    await expect(bar).toBeVisible(PATIENCE);
    await page.getByRole("button", { name: "Be yourself again" }).click();
    await page.waitForURL("**/admin/organizations");
    await expect(page.getByRole("table", { name: "Organizations" })).toBeVisible(PATIENCE);
    await expect(bar).toBeHidden();
});

test("a customer sees nothing of the staff's screens", async ({ page, owner }) => {
    await owner.signIn(page);
    for (const path of ["/admin", `/admin/organizations/${owner.organizationId}`]) {
        await page.goto(path);
        await expect(page).toHaveURL(/\/sign-in\?next=/, PATIENCE);
    }
});

test("on a phone the staff find an organization and what happened to it @phone", async ({ staff: page, owner }) => {
    await page.goto("/admin");
    await expect(page.getByRole("group", { name: "MRR", exact: true })).toBeVisible(PATIENCE);
    await expectSound(page);
    await openNavigation(page);
    await page.getByRole("link", { name: "Organizations", exact: true }).click();
    await page.getByRole("searchbox").fill(owner.email);
    await expect(page.getByText("1 organization found")).toBeVisible(PATIENCE);
    await expectSound(page);
    await page.getByRole("link", { name: "Browser Works" }).click();
    await expect(page.getByText("What happened")).toBeVisible(PATIENCE);
    await expectSound(page);
});
