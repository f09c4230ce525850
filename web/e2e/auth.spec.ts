import type { Page } from "@playwright/test";

import { linkIn } from "./inbox.ts";
import { Owner, openNavigation, signOut } from "./person.ts";
import { hire, codeOf, signInStaff } from "./staff.ts";
import { expect, expectSound, test } from "./test.ts";

const PASSWORD = "violet anchor nineteen";

test("from the landing page to a verified account, and back in with a new password", { tag: ["@phone", "@themes"] }, async ({
    page,
    request,
    complaints,
}) => {
    const email = `journey.${crypto.randomUUID()}@example.com`;
    await page.goto("/");
    await page.getByRole("link", { name: "Start free trial" }).last().click();
    await expectSound(page);

    await page.getByLabel("Your name").fill("Jo Journey");
    await page.getByLabel("Company").fill("Journey Works");
    await page.getByLabel("Work e-mail").fill(email);
    await page.getByLabel("Password").fill("1234567890");
    complaints.expectRefusal(400);
    await page.getByRole("button", { name: "Start the trial" }).click();
    await expect(page.getByText("Many people use this password")).toBeVisible();
    await expect(page.getByLabel("Password")).toBeFocused();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Start the trial" }).click();
    await page.waitForURL("**/billing");
    await expect(page.getByText("14 days left in your trial")).toBeVisible();

    await page.goto(await linkIn(request, email, /verify|confirm/i));
    await expect(page.getByRole("heading", { name: "Your address is verified" })).toBeVisible();
    await page.getByRole("link", { name: "Go on" }).click();

    await page.goto("/");
    await expect(page.getByRole("link", { name: "Open the app" })).toBeVisible();
    await page.getByRole("link", { name: "Open the app" }).click();
    await signOut(page, email);

    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByRole("heading", { name: "Look into your inbox" })).toBeVisible();
    await page.goto(await linkIn(request, email, /password/i));
    await page.getByLabel("New password").fill("Journey-Works1");
    complaints.expectRefusal(400);
    await page.getByRole("button", { name: "Change the password" }).click();
    await expect(page.getByText("made of names that others know")).toBeVisible();
    await expect(page.getByLabel("New password")).toBeFocused();
    await page.getByLabel("New password").fill("copper meadow thirteen");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByRole("link", { name: "Sign in" }).click();

    complaints.expectRefusal(401);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("wrong");
    await expectSound(page);
    await page.getByLabel("Password").fill("copper meadow thirteen");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/billing");
});

test("who is invited joins, and goes from one organization to another", async ({ page, owner, request }) => {
    const guest = await Owner.signUp(request);
    await owner.call("invite_member", { email: guest.email, role: "admin" });
    await page.goto(await linkIn(request, guest.email, /invit/i));
    await expectSound(page);
    await page.getByRole("button", { name: "I have an account" }).click();
    await page.getByLabel("Your password").fill(guest.password);
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForURL("**/billing");

    await owner.call("create_plant", { name: "Of the host" });
    await page.goto("/plants");
    await expect(page.getByRole("rowheader", { name: "Of the host" })).toBeVisible();
    const other = await page.context().newPage();
    await other.goto("/plants");
    await expect(other.getByRole("rowheader", { name: "Of the host" })).toBeVisible();
    await openNavigation(page);
    await page.getByRole("button", { name: "change the organization" }).click();
    await page.getByRole("menuitem", { name: "owner" }).click();
    await page.waitForURL("**/billing");
    await page.goto("/plants");
    await expect(page.getByText("No plants yet")).toBeVisible();
    // The other tab was of the host's; nothing of it stays.
    await expect(other.getByText("No plants yet")).toBeVisible();
});

test("a session that ends takes nothing with it that was typed", async ({ page, owner, complaints }) => {
    await owner.signIn(page, "/plants");
    await page.getByRole("button", { name: "Add a plant" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("Half typed");
    // Somewhere else everything is signed out.
    await owner.call("change_password", { current_password: owner.password, new_password: PASSWORD });

    complaints.expectRefusal(401);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const again = page.getByRole("dialog", { name: "Sign in again" });
    await expect(again).toBeVisible();
    await expectSound(page);
    await again.getByLabel("Password").fill(owner.password);
    await again.getByRole("button", { name: "Sign in" }).click();
    await expect(again.getByRole("alert")).toContainText("wrong");
    await again.getByLabel("Password").fill(PASSWORD);
    await again.getByRole("button", { name: "Sign in" }).click();
    await expect(again).toBeHidden();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Half typed");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("rowheader", { name: "Half typed" })).toBeVisible();
});

test("tabs refresh one session together, once", async ({ page, context, owner }) => {
    // Whoever is not signed in is asked to, without the API being asked in vain, and comes back.
    await page.goto("/plants?q=x");
    await expect(page).toHaveURL(/sign-in\?next=%2Fplants%3Fq%3Dx/);
    await owner.signIn(page, "/plants");
    const other = await context.newPage();
    await other.goto("/plants");
    await expect(other.getByText("No plants yet")).toBeVisible();

    let refreshes = 0;
    await context.route("**/rpc/refresh", async (route) => {
        refreshes += 1;
        await route.continue();
    });
    // As the page sees it fifteen minutes later.
    await page.evaluate(() => {
        const session = JSON.parse(localStorage.getItem("unison.session") ?? "{}") as Record<string, unknown>;
        localStorage.setItem("unison.session", JSON.stringify({ ...session, expiresAt: Date.now() - 1000 }));
    });
    await Promise.all([page.reload(), other.reload()]);
    await expect(page.getByText("No plants yet")).toBeVisible();
    await expect(other.getByText("No plants yet")).toBeVisible();
    expect(refreshes).toBe(1);

    // And whoever leaves in one has left in the other.
    await signOut(other, owner.email);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(page).toHaveURL(/next=%2Fplants/);
});

test("the staff begin with a second factor, and come in with it", async ({ page, complaints }) => {
    const staff = await hire({ hasFactor: false });
    await signInStaff(page, staff);
    await expect(page.getByRole("heading", { name: "Set up your second factor" })).toBeVisible();
    const secret = (await page.locator("code").innerText()).trim();
    await expectSound(page);
    complaints.expectRefusal(401);
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await page.getByLabel("Code", { exact: true }).fill(codeOf(fromBase32(secret)));
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByRole("heading", { name: "Keep these codes" })).toBeVisible();
    const recovery = await page.locator("li code").first().innerText();
    await page.getByRole("link", { name: "I have kept them" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

    // Without the phone, a recovery code.
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(staff.email);
    await page.getByLabel("Password").fill(staff.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code", { exact: true }).fill(recovery);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/admin");
});

test("a customer adds a phone, and comes in with what it shows", async ({ page, owner, complaints }) => {
    await owner.signIn(page, "/settings");
    await page.getByRole("button", { name: "Add an authenticator app" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill(owner.password);
    await dialog.getByRole("button", { name: "Go on" }).click();
    const secret = fromBase32((await dialog.locator("code").innerText()).trim());
    await expectSound(page);
    // What is wrong in a form ends no session: the dialog stays, and no other comes.
    complaints.expectRefusal(401);
    await dialog.getByLabel("Code", { exact: true }).fill("000000");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("wrong");
    await dialog.getByLabel("Code", { exact: true }).fill(codeOf(secret));
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("heading", { name: "Keep these codes" })).toBeVisible();
    await expect(dialog.locator("li code")).toHaveCount(10);
    await dialog.getByRole("button", { name: "I have kept them" }).click();
    await expect(page.getByRole("region", { name: "Second factor" })).toContainText("Recovery codes left10");

    await signOut(page, owner.email);
    // The present code has confirmed the phone, and the next one counts already.
    await signInWith(page, owner, codeOf(secret, 1));
    await page.waitForURL("**/billing");
});

test("without the phone a recovery code lets in, and another takes the phone away", async ({ page, owner, complaints }) => {
    const [first, second] = await addPhone(owner);
    complaints.expectRefusal(401);
    await page.goto("/sign-in?next=/settings");
    await signInWith(page, owner, first);
    const card = page.getByRole("region", { name: "Second factor" });
    await expect(card).toContainText("Recovery codes left9");
    await card.getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill(owner.password);
    await dialog.getByLabel("Code", { exact: true }).fill(second);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(card.getByRole("button", { name: "Add an authenticator app" })).toBeVisible();
});

test("who has no second factor adds one where it is required of everybody", async ({ page, owner, complaints }) => {
    const [code] = await addPhone(owner);
    await owner.call("require_second_factor", { is_required: true });
    await owner.call("remove_second_factor", { password: owner.password, code });

    complaints.expectRefusal(403);
    await page.goto("/sign-in?next=/settings");
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Set up your second factor" })).toBeVisible();
    await expectSound(page);
    await page.getByLabel("Your password").fill(owner.password);
    await page.getByRole("button", { name: "Go on" }).click();
    const shown = (await page.locator("code").innerText()).trim();
    await page.getByLabel("Code", { exact: true }).fill(codeOf(fromBase32(shown)));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("link", { name: "I have kept them" }).click();
    await page.waitForURL("**/billing");

    await page.goto("/settings");
    const ofAll = page.getByRole("region", { name: "Signing in" });
    await ofAll.getByRole("button", { name: "No longer require it" }).click();
    await expect(ofAll.getByRole("button", { name: "Require a second factor of everybody" })).toBeVisible();
});

/** Have a second factor, by the API; the recovery codes of it. */
async function addPhone(owner: Owner): Promise<[string, string]> {
    const { secret } = await owner.call<{ secret: string }>("enroll_second_factor", { password: owner.password });
    const code = codeOf(fromBase32(secret));
    const { recovery_codes } = await owner.call<{ recovery_codes: [string, string] }>("confirm_second_factor", { code });
    return recovery_codes;
}

/** Sign in on the screen that is made for it, with the code that it asks for then. */
async function signInWith(page: Page, owner: Owner, code: string): Promise<void> {
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code", { exact: true }).fill(code);
    await page.getByRole("button", { name: "Sign in" }).click();
}

function fromBase32(text: string): Buffer {
    const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
