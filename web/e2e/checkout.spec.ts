import { expect, test } from "./test.ts";

test("a person pays, comes back, and is a customer", async ({ page, owner }, info) => {
    expect(await owner.status()).toBe("trialing");
    await owner.signIn(page);
    await page.goto(await owner.startCheckout("professional"));
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Professional");
    await expect(page.getByText("$199.00").first()).toBeVisible();
    await page.screenshot({ path: info.outputPath("checkout.png"), fullPage: true });

    await page.getByRole("button", { name: "Pay and subscribe" }).click();
    await expect(page.getByText("Welcome back")).toBeVisible();
    await expect.poll(() => owner.status()).toBe("active");
    await page.screenshot({ path: info.outputPath("back.png"), fullPage: true });

    type Invoice = { status: string; total_cents: number; invoice_lines: unknown[]; payments: unknown[] };
    await expect
        .poll(() => owner.read<Invoice>("invoices?select=status,total_cents,invoice_lines(id),payments(id)"))
        .toEqual([
            expect.objectContaining({
                status: "paid",
                total_cents: 19900,
                invoice_lines: [expect.anything()],
                payments: [expect.anything()],
            }),
        ]);
});

test("a declined card says so, and another one works", async ({ page, owner }) => {
    await owner.signIn(page);
    await page.goto(await owner.startCheckout("starter"));
    await page.getByLabel("Test card number").selectOption("4000000000000002");
    await page.getByRole("button", { name: "Pay and subscribe" }).click();
    await expect(page.getByRole("alert")).toContainText("declined");
    expect(await owner.status()).toBe("trialing");

    await page.getByLabel("Test card number").selectOption("4242424242424242");
    await page.getByRole("button", { name: "Pay and subscribe" }).click();
    await expect(page.getByText("Welcome back")).toBeVisible();
    await expect.poll(() => owner.status()).toBe("active");
});

test("a person who leaves has bought nothing", async ({ page, owner }) => {
    await owner.signIn(page);
    await page.goto(await owner.startCheckout("enterprise"));
    await page.getByRole("button", { name: "Back without paying" }).click();
    await expect(page.getByText("Welcome back")).toBeVisible();
    expect(await owner.status()).toBe("trialing");
});
