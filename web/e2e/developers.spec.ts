import { receive } from "./receiver.ts";
import { expect, expectSound, test } from "./test.ts";

test("a key is shown once, and counts until it is revoked", { tag: "@phone" }, async ({ page, owner, request }) => {
    // In the trial there is none, and the screen says where there is.
    await owner.signIn(page, "/api-keys");
    await expect(page.getByText("API access is not part of your plan")).toBeVisible();
    await owner.buy("enterprise");
    await page.reload();
    await expect(page.getByText("No API keys")).toBeVisible();
    await expect(page.getByText("API access is not part of your plan")).toHaveCount(0);
    await page.getByRole("button", { name: "Make a key" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What it is for").fill("Press line 2");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await expect(dialog).toContainText("It is shown this once");
    const key = (await dialog.locator("code").innerText()).trim();
    await expectSound(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await expect(page.getByText(key)).toHaveCount(0);
    const row = page.getByRole("row").filter({ hasText: "Press line 2" });
    await expect(row).toContainText("never");

    const exchange = () => request.post("/api/v1/rpc/exchange_api_key", { data: { api_key: key } });
    const { access_token: token } = (await (await exchange()).json()) as { access_token: string };
    const plants = await request.get("/api/v1/plants", { headers: { Authorization: `Bearer ${token}` } });
    expect(plants.status()).toBe(200);
    await page.reload();
    await expect(row).toContainText("just now");
    await row.getByRole("button", { name: "Revoke" }).click();
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await expect(row).toContainText("Revoked");
    expect((await exchange()).status()).toBe(401);
    await expectSound(page);
});

test("an endpoint: told, told again, failing, off, and gone", { tag: "@phone" }, async ({ page, owner, complaints }) => {
    const receiver = await receive();
    await owner.signIn(page, "/webhooks");
    await page.getByRole("button", { name: "Add an endpoint" }).first().click();
    const dialog = page.getByRole("dialog");
    complaints.expectRefusal(400);
    await dialog.getByLabel("Address").fill("https://10.0.0.1/hooks");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Address").fill(receiver.address);
    await expectSound(page);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog).toContainText("whsec_");
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await page.getByRole("link", { name: receiver.address }).click();
    await expect(page.getByText("whsec_")).toHaveCount(0);

    const deliveries = page.getByRole("table", { name: "What was sent" });
    await page.getByRole("button", { name: "Send a test event" }).click();
    await expect(deliveries.getByRole("row").filter({ hasText: "endpoint.test" })).toContainText("Succeeded");
    expect(receiver.ids).toHaveLength(1);

    // The same event once more, which now is not taken.
    receiver.status = 500;
    await deliveries.getByRole("button", { name: "endpoint.test" }).click();
    await expect(dialog.getByRole("list", { name: "Attempts" })).toContainText("Answered 204");
    await dialog.getByRole("button", { name: "Send it again" }).click();
    await expect.poll(() => receiver.ids).toHaveLength(2);
    expect(receiver.ids[1]).toBe(receiver.ids[0]);
    await expect(dialog.getByRole("list", { name: "Attempts" })).toContainText("Answered 500");
    await expectSound(page);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await expect(page.getByText(/^Failing/)).toBeVisible();

    await page.getByRole("button", { name: "Switch off" }).click();
    await expect(page.getByText("Off", { exact: true })).toBeVisible();
    expect(await owner.read("webhook_endpoints?is_enabled=is.false")).toHaveLength(1);
    await expectSound(page);
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("No endpoints")).toBeVisible();
    receiver.server.close();
});
