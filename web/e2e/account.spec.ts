import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";

import { customerPaths } from "./paths.ts";
import { openNavigation } from "./person.ts";
import { expect, expectFit, expectSound, test } from "./test.ts";

/** Screens that no journey looks at in both themes. */
const JOURNEYLESS = new Set(["/billing/plans", "/billing/invoices", "/custom-fields", "/webhooks"]);

/** What a button of the settings saves. */
async function download(page: Page, name: string): Promise<{ file: string; text: string }> {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name }).click();
    const archive = await saved;
    return { file: archive.suggestedFilename(), text: readFileSync(await archive.path(), "utf8") };
}

test("settings: a name, what invoices say, what can be taken along; and the log of it", { tag: "@phone" }, async ({
    page,
    owner,
    complaints,
}) => {
    await owner.call("create_plant", { name: "Lyon mill" });
    await owner.signIn(page, "/settings");
    const organization = page.getByRole("region", { name: "Name" });
    await organization.getByLabel("Name").fill("Browser Works North");
    await organization.getByRole("button", { name: "Rename" }).click();
    await expect(page.getByRole("button", { name: /^Browser Works North/ }).or(page.getByText("The organization has another name")).first()).toBeVisible();
    expect(await owner.read("organization?select=name")).toEqual([{ name: "Browser Works North" }]);

    const details = page.getByRole("region", { name: "Billing details" });
    await details.getByLabel("Legal name").fill("Browser Works Ltd");
    await details.getByLabel("Address", { exact: true }).fill("1 Mill Lane\nLyon");
    await details.getByLabel("Country").fill("fr");
    complaints.expectRefusal(400);
    await details.getByRole("button", { name: "Save" }).click();
    await expect(details.getByLabel("Country")).toHaveAttribute("aria-invalid", "true");
    await details.getByLabel("Country").fill("FR");
    await details.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The billing details are saved")).toBeVisible();
    expect(await owner.read("billing_profile?select=legal_name,address_lines,country")).toEqual([
        { legal_name: "Browser Works Ltd", address_lines: ["1 Mill Lane", "Lyon"], country: "FR" },
    ]);
    await page.reload();
    await expect(details.getByLabel("Legal name")).toHaveValue("Browser Works Ltd");
    await expectSound(page);

    // How it is closed is said to its owners, with what they need for it.
    const closing = page.getByRole("region", { name: "Close the organization" });
    await expect(closing).toContainText(owner.organizationId);
    await expect(closing).toContainText("there is nothing to cancel");

    const everything = await download(page, "Download everything of this organization");
    expect(everything.file).toBe("organization.tar");
    expect(everything.text).toContain("app.plants.csv");
    expect(everything.text).toContain("Lyon mill");
    const mine = await download(page, "Download what is kept of you");
    expect(mine.file).toBe("my-data.tar");
    expect(mine.text).toContain(owner.email);

    await page.goto("/activity");
    const entries = page.getByRole("table", { name: "Activity" });
    await expect(entries.getByRole("rowheader", { name: "Organization exported" })).toBeVisible();
    const renamed = entries.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Organization changed" }) });
    await expect(renamed).toContainText("Bea Browser");
    await expect(renamed.getByRole("deletion")).toHaveText("Browser Works");
    const { length: count } = await owner.read("activity?select=id");
    await expect(page.getByText(`${count} entries found`)).toBeVisible();
    await expectSound(page);
    await page.getByLabel("Of what").selectOption("Plant");
    await expect(page).toHaveURL(/subject=app.plants/);
    await expect(entries.getByRole("rowheader")).toHaveText(["Plant created"]);
    await page.getByLabel("Of what").selectOption("Webhook secret");
    await expect(page.getByText("Nothing fits these filters")).toBeVisible();
});

test("another organization is founded, and one goes from one to the other", { tag: "@phone" }, async ({ page, owner }) => {
    await owner.call("create_plant", { name: "Of the first" });
    await owner.signIn(page, "/plants");
    await expect(page.getByRole("rowheader", { name: "Of the first" })).toBeVisible();
    const openMenu = async () => {
        await openNavigation(page);
        await page.getByRole("button", { name: "change the organization" }).click();
    };
    await openMenu();
    await page.getByRole("menuitem", { name: "New organization" }).click();
    const dialog = page.getByRole("dialog", { name: "New organization" });
    await dialog.getByRole("button", { name: "Found it" }).click();
    await expect(dialog.getByText("Enter a name")).toBeVisible();
    await expectSound(page);
    await dialog.getByLabel("Name").fill("Second Works");
    await dialog.getByRole("button", { name: "Found it" }).click();

    // The trial was had, so a plan is asked for; nothing of the first is seen.
    await page.waitForURL("**/billing");
    await expect(page.getByText("Choose a plan to begin")).toBeVisible();
    await page.goto("/plants");
    await expect(page.getByText("No plants yet")).toBeVisible();
    await page.getByRole("link", { name: "Choose a plan" }).click();
    await expect(page.getByRole("button", { name: "Choose Starter" })).toBeEnabled();
    await openMenu();
    await expect(page.getByRole("menuitem", { name: "Second Works" })).toContainText("Owner");
    await page.getByRole("menuitem", { name: "Browser Works" }).click();
    await page.waitForURL("**/billing");
    await expect(page.getByText("14 days left in your trial")).toBeVisible();
    expect(await owner.read("organizations?select=name,is_current&order=name")).toEqual([
        { name: "Browser Works", is_current: true },
        { name: "Second Works", is_current: false },
    ]);
});

test("where one is signed in: another browser is signed out from here, by the password", async ({ page, owner, browser, complaints }) => {
    await owner.signIn(page, "/settings");
    const elsewhere = await browser.newContext({ userAgent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0" });
    const other = await elsewhere.newPage();
    await owner.signIn(other, "/plants");
    await expect(other.getByText("No plants yet")).toBeVisible();

    await page.reload();
    const sessions = page.getByRole("region", { name: "Where you are signed in" });
    const lost = sessions.getByRole("listitem").filter({ hasText: "Firefox on Linux" });
    await expect(lost).toContainText("127.0.0.*");
    await expect(sessions.getByRole("listitem").filter({ hasText: "This one" })).toHaveCount(1);
    await lost.getByRole("button", { name: "Sign out Firefox on Linux" }).click();
    const dialog = page.getByRole("dialog", { name: "Sign out Firefox on Linux?" });
    await expectSound(page);
    complaints.expectRefusal(401);
    await dialog.getByLabel("Your password").fill("a guess of somebody");
    await dialog.getByRole("button", { name: "Sign out" }).click();
    await expect(dialog.getByRole("alert")).toContainText("wrong");
    await dialog.getByLabel("Your password").fill(owner.password);
    await dialog.getByRole("button", { name: "Sign out" }).click();
    await expect(dialog).toBeHidden();
    await expect(lost).toBeHidden();

    await other.reload();
    await expect(other.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
    await elsewhere.close();

    // The sign-up of the fixture is a session, too.
    await sessions.getByRole("button", { name: /^Sign out / }).click();
    await page.getByLabel("Your password").fill(owner.password);
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await expect(sessions.getByText("You are signed in nowhere else.")).toBeVisible();
});

test("every screen fits, with what is long in it", { tag: "@phone" }, async ({ page, owner }) => {
    test.setTimeout(180_000);
    const long = "Zweigniederlassungsverantwortlichkeit".repeat(4).slice(0, 120);
    await owner.call("rename_organization", { name: long });
    await owner.call("create_plants", { names: [long] });
    await owner.call("create_custom_field", { name: long.slice(0, 60), data_type: "text" });
    await owner.call("invite_member", { email: `${"a".repeat(60)}@${"b".repeat(50)}.example.com`, role: "member" });
    const { id } = await owner.call<{ id: string }>("create_webhook_endpoint", { url: `https://example.com/${"c".repeat(150)}` });
    await owner.signIn(page);
    for (const path of customerPaths()) {
        await page.goto(path.replace("/webhooks/:id", `/webhooks/${id}`).replace(":id", crypto.randomUUID()));
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle");
        await (JOURNEYLESS.has(path) ? expectSound(page) : expectFit(page));
        // The way out is in the menu of whoever is signed in; on a phone in what opens.
        const menu = page.getByRole("button", { name: owner.email });
        await expect(menu.or(page.getByRole("button", { name: "Open the navigation" })).filter({ visible: true }).first()).toBeVisible();
    }
});
