import { linkIn } from "./inbox.ts";
import { expect, expectSound, test } from "./test.ts";

test("a team: invited by mail, given a role, full, handed over", { tag: "@phone" }, async ({ page, owner, request, browser, complaints }, info) => {
    await owner.buy("starter");
    await owner.signIn(page, "/team");
    const dialog = page.getByRole("dialog");
    const invite = async (email: string) => {
        await page.getByRole("button", { name: "Invite somebody" }).click();
        await dialog.getByLabel("E-mail").fill(email);
        await dialog.getByRole("button", { name: "Send the invitation" }).click();
    };
    const guestEmail = `guest.${crypto.randomUUID()}@example.com`;
    await invite(guestEmail);
    await expect(dialog).toHaveCount(0);
    const invitations = page.getByRole("table", { name: "Everybody who was invited" });
    await expect(invitations.getByRole("row").filter({ hasText: guestEmail })).toContainText("Pending");
    await expect(page.getByText("2 of 3")).toBeVisible();

    // The guest comes in by the letter, with a browser of their own.
    const context = await browser.newContext(info.project.use);
    const guest = await context.newPage();
    complaints.listen(guest, info.project.use.baseURL ?? "");
    await guest.goto(await linkIn(request, guestEmail, /invit/i));
    await guest.getByLabel("Your name").fill("Gus Guest");
    await guest.getByLabel("Password").fill("violet anchor nineteen");
    await guest.getByRole("button", { name: "Join" }).click();
    await guest.waitForURL("**/billing");
    await guest.goto("/team");
    await expect(guest.getByRole("rowheader", { name: /Gus Guest \(you\)/ })).toBeVisible();
    await expect(guest.getByRole("button", { name: "Invite somebody" })).toHaveCount(0);
    // Of the settings they see what is theirs.
    await guest.goto("/settings");
    await expect(guest.getByRole("region", { name: "Password" })).toBeVisible();
    for (const name of ["Billing details", "Data of the organization", "Close the organization"]) {
        await expect(guest.getByRole("region", { name })).toHaveCount(0);
    }
    await guest.goto("/team");

    // What a role allows holds at once.
    await page.reload();
    await page.getByLabel("Role of Gus Guest").selectOption("admin");
    await expect.poll(() => owner.read("members?role=eq.admin")).toHaveLength(1);
    await guest.reload();
    await expect(guest.getByRole("button", { name: "Invite somebody" })).toBeVisible();

    // The third seat is the last; the page says what gives more.
    const third = `third.${crypto.randomUUID()}@example.com`;
    await invite(third);
    await expect(page.getByText("3 of 3")).toBeVisible();
    complaints.expectRefusal(402);
    await invite(`fourth.${crypto.randomUUID()}@example.com`);
    await expect(dialog.getByRole("alert")).toContainText("the limit does not allow it");
    await expect(dialog.getByRole("link", { name: "See plans and add-ons" })).toHaveAttribute("href", "/billing/plans?for=users");
    await expectSound(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: `Take back the invitation of ${third}` }).click();
    await expect(page.getByText("2 of 3")).toBeVisible();

    // Handed over: the guest becomes an owner, and then alone.
    await page.getByLabel("Role of Gus Guest").selectOption("owner");
    await expect.poll(() => owner.read("members?role=eq.owner")).toHaveLength(2);
    await guest.reload();
    await guest.getByRole("button", { name: "Remove Bea Browser" }).click();
    await guest.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await expect(guest.getByText("1 of 3")).toBeVisible();
    await expect(guest.getByRole("table", { name: "Everybody who works here" }).getByRole("rowheader")).toHaveCount(1);
    await expectSound(guest);
    // Who was removed sees nothing more from the next request on.
    complaints.expectRefusal(401);
    await page.goto("/plants");
    await expect(page.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
    await context.close();
});
