import { expect, expectSound, test } from "./test.ts";
import { stripe } from "./stripe.ts";

type Invoice = { id: string; number: string; total_cents: number; status: string };
type Preview = { due_now_cents: number; next_renewal: { amount_cents: number } };

const PATIENT = { timeout: 20_000 };

function dollars(cents: number): string {
    return new Intl.NumberFormat("en-US", { style: "currency", currency: "usd" }).format(cents / 100);
}

test("a customer buys, changes the plan, fails to pay, and pays", async ({ page, owner, complaints }, info) => {
    test.setTimeout(180_000);

    // From the trial to the checkout, and back as somebody who pays.
    await owner.signIn(page);
    await expect(page.getByText(/days left in your trial/)).toBeVisible();
    await expectSound(page);
    await page.getByRole("main").getByRole("link", { name: "Choose a plan" }).click();
    await page.getByRole("button", { name: "Choose Starter" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("Due now")).toBeVisible(PATIENT);
    await dialog.getByLabel("Start today instead").check();
    await dialog.getByRole("button", { name: "Go to the checkout" }).click();
    await expect(page.getByRole("button", { name: "Pay and subscribe" })).toBeVisible(PATIENT);
    await page.getByRole("button", { name: "Pay and subscribe" }).click();
    await expect(page.getByText("Welcome back, everything is set")).toBeVisible(PATIENT);
    const plan = page.getByRole("region", { name: "Plan", exact: true });
    await expect(plan.getByText("Active")).toBeVisible(PATIENT);

    // What the screen says is what the API says.
    const renewal = await owner.call<Preview>("preview_change");
    await expect(page.getByRole("region", { name: "Next invoice" })).toContainText(
        dollars(renewal.next_renewal.amount_cents),
        PATIENT,
    );
    await expect.poll(() => owner.read<Invoice>("invoices?status=eq.paid"), PATIENT).toHaveLength(1);
    const [invoice] = await owner.read<Invoice>("invoices?status=eq.paid");
    if (!invoice) throw new Error("There is no invoice");

    // The invoice as PDF; that it may have to be made first is the page's to wait for.
    complaints.expectRefusal(409);
    await page.goto(`/billing/invoices/${invoice.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Invoice ${invoice.number}`, PATIENT);
    await expect(page.getByText(`${dollars(invoice.total_cents)} paid`)).toBeVisible(PATIENT);
    await expectSound(page);
    const saved = page.waitForEvent("download", PATIENT);
    await page.getByRole("button", { name: "Download PDF" }).click();
    expect((await saved).suggestedFilename()).toBe(`invoice-${invoice.number}.pdf`);

    // A higher plan: what it costs, to the cent, and then it is there.
    await page.goto("/billing/plans?plan=professional&cycle=monthly");
    await expect(dialog.getByText("You gain")).toBeVisible(PATIENT);
    const upgrade = page.getByRole("button", { name: /^Pay .* and change now$/ });
    const asked = await upgrade.textContent();
    await expectSound(page);
    await page.screenshot({ path: info.outputPath("upgrade.png") });
    await upgrade.click();
    await expect(dialog).toHaveCount(0, PATIENT);
    await expect.poll(() => owner.read("subscription?plan_code=eq.professional"), PATIENT).toHaveLength(1);
    await expect.poll(() => owner.read<Invoice>("invoices?status=eq.paid&order=created_at.desc"), PATIENT).toHaveLength(2);
    const bills = await owner.read<Invoice>("invoices?order=created_at.desc");
    expect(asked).toContain(dollars(bills[0]!.total_cents));

    // The card fails at the renewal; the page says what is open, and paying it helps.
    const customer = await stripe.customerOf(owner.email);
    await stripe.control("fail_next_payment", { customer, count: 1 });
    await stripe.control("advance", { customer, seconds: 33 * 86_400 });
    await expect.poll(() => owner.status(), PATIENT).toBe("past_due");
    await page.goto("/billing");
    const pay = page.getByRole("link", { name: /^Pay invoice/ });
    await expect(pay).toBeVisible(PATIENT);
    await expect(page.getByRole("list", { name: "Steps after a failed payment" })).toBeVisible(PATIENT);
    await expectSound(page);
    await page.screenshot({ path: info.outputPath("past-due.png"), fullPage: true });
    await pay.click();
    await page.getByRole("button", { name: /^Pay \$/ }).click(PATIENT);
    await expect.poll(() => owner.status(), PATIENT).toBe("active");
    await page.goto("/billing");
    await expect(plan.getByText("Active")).toBeVisible(PATIENT);
    await expect(pay).toHaveCount(0);
});
