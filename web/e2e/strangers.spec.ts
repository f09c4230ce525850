import { customerPaths } from "./paths.ts";
import { Owner } from "./person.ts";
import { expect, test } from "./test.ts";

test("another tenant's addresses show nothing of it, nor does any without a session", async ({ page, owner, request, context }) => {
    test.setTimeout(180_000);
    const MARK = "Zanzibar";
    await owner.buy("enterprise");
    await owner.call("rename_organization", { name: `${MARK} Works` });
    await owner.call("create_plants", { names: [`${MARK} mill`] });
    await owner.call("create_custom_field", { name: `${MARK} mould`, data_type: "text" });
    await owner.call("create_api_key", { name: `${MARK} press` });
    await owner.call("set_billing_profile", { legal_name: `${MARK} Ltd` });
    await owner.call("invite_member", { email: `${MARK}.${crypto.randomUUID()}@example.com`, role: "member" });
    const endpoint = await owner.call<{ id: string }>("create_webhook_endpoint", { url: `http://localhost:9/${MARK}` });
    await expect.poll(() => owner.read("invoices?status=eq.paid")).toHaveLength(1);
    const [invoice] = await owner.read<{ id: string; number: string }>("invoices");
    const ids: Record<string, string> = { "/webhooks/:id": endpoint.id, "/billing/invoices/:id": invoice!.id };

    const paths = customerPaths();
    expect(paths.length).toBeGreaterThan(10);
    const addresses = paths.map((path) => {
        if (!path.includes(":")) return path;
        // A new route with a parameter has to say whose id is tried.
        expect(Object.keys(ids)).toContain(path);
        return path.replace(":id", ids[path]!);
    });
    const open = async (address: string): Promise<string> => {
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle");
        return await page.locator("body").innerText();
    };

    // The owner sees the mark or the number nearly everywhere: it is there to be seen.
    await owner.signIn(page);
    expect(await open(`/billing/invoices/${invoice!.id}`)).toContain(invoice!.number);
    expect(await open(`/webhooks/${endpoint.id}`)).toContain(MARK);
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());

    for (const address of addresses) {
        await page.goto(address);
        await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=${encodeURIComponent(address)}`));
    }

    const rival = await Owner.signUp(request);
    await rival.signIn(page);
    for (const address of addresses) {
        const shown = await open(address);
        for (const secret of [MARK, invoice!.number, owner.email]) expect(shown, address).not.toContain(secret);
    }
    await page.goto(`/billing/invoices/${invoice!.id}`);
    await expect(page.getByText("There is no such invoice")).toBeVisible();
    await page.goto(`/webhooks/${endpoint.id}`);
    await expect(page.getByText("There is no such endpoint")).toBeVisible();
});
