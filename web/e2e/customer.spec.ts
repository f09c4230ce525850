import type { Page } from "@playwright/test";

import { day, money } from "../app/lib/format.ts";
import { expect, expectSound, test } from "./test.ts";
import { createCoupon } from "./staff.ts";
import { stripe } from "./stripe.ts";

type Invoice = { id: string; number: string; total_cents: number; status: string };
type Preview = { due_now_cents: number; next_renewal: { amount_cents: number } };

const dollars = (cents: number) => money(cents, "usd");

/** The one row that there is soon. */
async function expectOne<Row>(read: () => Promise<Row[]>): Promise<[Row]> {
    await expect.poll(async () => (await read()).length).toBe(1);
    return (await read()) as [Row];
}

/** On paper there is what the screen tells, in the same colours whatever the screen's are, and nothing to press. */
async function expectPrintable(page: Page, text: string): Promise<void> {
    await page.emulateMedia({ media: "print" });
    await expect(page.getByText(text).first()).toBeVisible();
    await expect(page.getByRole("button").filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole("navigation").filter({ visible: true })).toHaveCount(0);
    const [light, dark] = await page.evaluate(() => {
        const root = document.documentElement;
        const { theme } = root.dataset;
        const colours = ["light", "dark"].map((one) => {
            root.dataset.theme = one;
            return ["--canvas", "--ink", "--good", "--good-soft"].map((name) => getComputedStyle(root).getPropertyValue(name));
        });
        root.dataset.theme = theme;
        return colours;
    });
    expect(dark).toEqual(light);
    expect(light![0]).toBe("#fff");
    await page.emulateMedia({ media: null });
}

test("a customer buys, changes the plan, fails to pay, and pays", { tag: ["@phone", "@themes"] }, async ({ page, owner, complaints }, info) => {
    test.setTimeout(180_000);

    // From the trial to the checkout, and back as somebody who pays.
    await owner.signIn(page);
    await expect(page.getByText(/days left in your trial/)).toBeVisible();
    await expectSound(page);
    await page.getByRole("main").getByRole("link", { name: "Choose a plan" }).click();
    await page.getByRole("button", { name: "Choose Starter" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("Due now")).toBeVisible();
    await dialog.getByLabel("Start today instead").check();
    await dialog.getByRole("button", { name: "Go to the checkout" }).click();
    await expect(page.getByRole("button", { name: "Pay and subscribe" })).toBeVisible();
    await page.getByRole("button", { name: "Pay and subscribe" }).click();
    await expect(page.getByText("Welcome back, everything is set")).toBeVisible();
    const plan = page.getByRole("region", { name: "Plan", exact: true });
    await expect(plan.getByText("Active")).toBeVisible();

    // What the screen says is what the API says.
    const renewal = await owner.call<Preview>("preview_change");
    await expect(page.getByRole("region", { name: "Next invoice" })).toContainText(
        dollars(renewal.next_renewal.amount_cents),
        );
    await expect.poll(() => owner.read<Invoice>("invoices?status=eq.paid")).toHaveLength(1);
    const [invoice] = await owner.read<Invoice>("invoices?status=eq.paid");
    if (!invoice) throw new Error("There is no invoice");

    // The invoice as PDF; that it may have to be made first is the page's to wait for.
    complaints.expectRefusal(409);
    await page.goto(`/billing/invoices/${invoice.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Invoice ${invoice.number}`);
    await expect(page.getByText(`${dollars(invoice.total_cents)} paid`)).toBeVisible();
    await expectSound(page);
    await expectPrintable(page, dollars(invoice.total_cents));
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download PDF" }).click();
    expect((await saved).suggestedFilename()).toBe(`invoice-${invoice.number}.pdf`);

    // A higher plan: what it costs, to the cent, and then it is there.
    await page.goto("/billing/plans?plan=professional&cycle=monthly");
    await expect(dialog.getByText("You gain")).toBeVisible();
    const upgrade = page.getByRole("button", { name: /^Pay .* and change now$/ });
    const asked = await upgrade.textContent();
    await expectSound(page);
    await page.screenshot({ path: info.outputPath("upgrade.png") });
    await upgrade.click();
    await expect(dialog).toHaveCount(0);
    await expect.poll(() => owner.read("subscription?plan_code=eq.professional")).toHaveLength(1);
    await expect.poll(() => owner.read<Invoice>("invoices?status=eq.paid&order=created_at.desc")).toHaveLength(2);
    const bills = await owner.read<Invoice>("invoices?order=created_at.desc");
    expect(asked).toContain(dollars(bills[0]!.total_cents));

    // What is given back stands on the invoice.
    const customer = await stripe.customerOf(owner.email);
    await stripe.control("refund", { customer, amount: 1_000 });
    await page.goto(`/billing/invoices/${bills[0]!.id}`);
    await expect(page.getByRole("list", { name: "History of the invoice" })).toContainText("$10.00 refunded");
    await expect(page.getByRole("term").filter({ hasText: "Refunded" })).toBeVisible();

    // A lower plan waits for the end of the period, and can be taken back until then.
    await page.goto("/billing/plans?plan=starter&cycle=annual");
    await expect(dialog.getByText("You lose")).toBeVisible();
    await page.getByRole("button", { name: /^Change on / }).click();
    const [pending] = await expectOne<{ effective_at: string }>(() => owner.read("pending_change"));
    const change = page.getByText(`From ${day(pending.effective_at)} (UTC): Starter, billed every year`);
    await expect(change).toBeVisible();
    await page.getByRole("link", { name: "Back to billing" }).click();
    await expect(change).toBeVisible();
    await page.getByRole("button", { name: "Take it back" }).click();
    await expect(change).toHaveCount(0);
    expect(await owner.read("pending_change")).toEqual([]);

    // The card fails at the renewal; the page says what is open, and paying it helps.
    await stripe.control("fail_next_payment", { customer, count: 1 });
    await stripe.control("advance", { customer, seconds: 33 * 86_400 });
    await expect.poll(() => owner.status()).toBe("past_due");
    await page.goto("/billing");
    const pay = page.getByRole("link", { name: /^Pay invoice/ });
    await expect(pay).toBeVisible();
    await expect(page.getByRole("list", { name: "Steps after a failed payment" })).toBeVisible();
    await expectSound(page);
    await page.screenshot({ path: info.outputPath("past-due.png"), fullPage: true });
    await pay.click();
    await page.getByRole("button", { name: /^Pay \$/ }).click();
    await expect.poll(() => owner.status()).toBe("active");
    await page.goto("/billing");
    await expect(plan.getByText("Active")).toBeVisible();
    await expect(pay).toHaveCount(0);
});

test("a customer adds, redeems, pauses, leaves, stays after all, leaves, and comes back", { tag: ["@phone", "@themes"] }, async ({ page, owner, complaints }) => {
    test.setTimeout(180_000);
    await owner.buy("professional");
    const customer = await stripe.customerOf(owner.email);
    const coupon = await createCoupon(25);
    await owner.signIn(page, "/billing/plans");

    // Two more users: the price that is shown is the one that is billed.
    const users = page.getByRole("listitem").filter({ hasText: "Extra user" });
    await users.getByRole("spinbutton").fill("2");
    await users.getByRole("button", { name: "See the price" }).click();
    const dialog = page.getByRole("dialog");
    const asked = await owner.call<Preview>("preview_change", { add_ons: { users: 2 } });
    await expect(dialog).toContainText(dollars(asked.next_renewal.amount_cents));
    await expectSound(page);
    await dialog.getByRole("button", { name: /change now$/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect.poll(() => owner.read("subscription?add_ons->>users=eq.2")).toHaveLength(1);

    // A coupon is taken off the next invoice.
    await page.getByLabel("Code").fill(coupon);
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(page.getByRole("list", { name: "Coupons" })).toContainText(coupon);
    complaints.expectRefusal(409);
    await expect(page.getByLabel("Code")).toHaveValue("");
    await page.getByLabel("Code").fill(coupon.toLowerCase());
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(page.getByText("You have redeemed this code already")).toBeVisible();
    await page.getByRole("link", { name: "Back to billing" }).click();
    await expect(page.getByRole("list", { name: "Add-ons" })).toHaveText("2 × Extra user");
    const renewal = await owner.call<Preview>("preview_change");
    expect(renewal.next_renewal.amount_cents).toBe((asked.next_renewal.amount_cents * 3) / 4);
    await expect(page.getByRole("region", { name: "Next invoice" })).toContainText(dollars(renewal.next_renewal.amount_cents));

    // The provider's own page, and back.
    await page.getByRole("button", { name: "Cards and details" }).click();
    await page.getByRole("button", { name: "Return" }).click();
    const plan = page.getByRole("region", { name: "Plan", exact: true });

    // A break.
    await plan.getByRole("button", { name: "Pause" }).click();
    await expectSound(page);
    await dialog.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("The subscription is paused", { exact: true }).first()).toBeVisible();
    expect(await owner.status()).toBe("paused");
    await expect(page.getByRole("region", { name: "Next invoice" })).toContainText("None while the subscription is paused");
    await plan.getByRole("button", { name: "Resume now" }).click();
    await expect(plan.getByText("Active")).toBeVisible();

    // Who leaves says why, and is offered something else.
    await plan.getByRole("link", { name: "Cancel the subscription" }).click();
    // What is chosen is in the address, and comes back from there.
    await page.getByLabel("We do not use it enough").click();
    await expect(page.getByLabel("We do not use it enough")).toBeChecked();
    await expect(page.getByText("Take a break instead")).toBeVisible();
    await expect(page).toHaveURL(/reason=unused/);
    await expectSound(page);
    await page.getByRole("button", { name: "Pause instead" }).click();
    await dialog.getByRole("button", { name: "Go on as it is" }).click();
    await page.getByLabel("Anything else?").fill("The season is over");
    await page.getByRole("button", { name: "Cancel the subscription" }).click();
    const [leaving] = await expectOne<{ cancel_at: string }>(() => owner.read("subscription?cancel_at=not.is.null"));
    const ends = page.getByText(`The subscription ends on ${day(leaving.cancel_at)} (UTC)`, { exact: true });
    await expect(ends).toBeVisible();
    await expectSound(page);

    // And stays after all, until the next thought.
    await page.getByRole("button", { name: "Keep the subscription" }).click();
    await expect(ends).toHaveCount(0);
    await expect.poll(() => owner.read("subscription?cancel_at=not.is.null")).toEqual([]);
    await page.goto("/billing/cancel?reason=too_expensive");
    await expect(page.getByText("Pay for what you need")).toBeVisible();
    await page.getByRole("button", { name: "Cancel the subscription" }).click();
    await expect(ends).toBeVisible();
    await stripe.control("advance", { customer, seconds: 33 * 86_400 });
    await expect.poll(() => owner.status()).toBe("canceled");

    // What has ended can be had again, as it was.
    await page.goto("/billing");
    await expect(plan.getByText("Canceled")).toBeVisible();
    await expectSound(page);
    await plan.getByRole("button", { name: "Take the same plan again" }).click();
    await page.getByRole("button", { name: "Pay and subscribe" }).click();
    await expect(page.getByText("Welcome back, everything is set")).toBeVisible();
    await expect(plan.getByText("Active")).toBeVisible();
    expect(await owner.read("subscription?plan_code=eq.professional&status=eq.active")).toHaveLength(1);
});
