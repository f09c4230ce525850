import type { Page } from "@playwright/test";

import { customerPaths } from "./paths.ts";
import { Owner } from "./person.ts";
import { inDatabase } from "./staff.ts";
import { expect, test } from "./test.ts";

const MARKUP = `<img src=x onerror="document.title='run'"><svg/onload=document.title='run'>`;
const ADDRESS = "javascript:document.title='run'";

test("another tenant's addresses show nothing of it, nor does any without a session", async ({ page, owner, request, context, browser, staffState }) => {
    test.setTimeout(300_000);
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

    // The rival's own names are markup and addresses that run: wherever they are shown they are text.
    const rival = await Owner.signUp(request);
    await rival.call("rename_organization", { name: MARKUP });
    await rival.call("create_plants", { names: [MARKUP] });
    await rival.call("set_billing_profile", { legal_name: MARKUP, address_lines: [ADDRESS] });
    await rival.call("invite_member", { email: `${crypto.randomUUID()}@example.com`, role: "member" });
    await plant(rival);
    await rival.signIn(page);
    let seen = 0;
    for (const address of addresses) {
        const shown = await open(address);
        for (const secret of [MARK, invoice!.number, owner.email]) expect(shown, address).not.toContain(secret);
        seen += Number(shown.includes(MARKUP));
        expect(await whatRan(page), address).toEqual([]);
    }
    expect(seen, "where the names are shown at all").toBeGreaterThan(2);

    const staff = await browser.newContext({ storageState: staffState });
    const desk = await staff.newPage();
    await desk.goto(`/admin/organizations/${rival.organizationId}`);
    await expect(desk.getByText(MARKUP).first()).toBeVisible();
    expect(await whatRan(desk)).toEqual([]);
    await staff.close();
    await page.goto(`/billing/invoices/${invoice!.id}`);
    await expect(page.getByText("There is no such invoice")).toBeVisible();
    await page.goto(`/webhooks/${endpoint.id}`);
    await expect(page.getByText("There is no such endpoint")).toBeVisible();
});

/** A person's name, written past all that would refuse it. */
const plant = (rival: Owner): Promise<unknown> =>
    inDatabase((client) =>
        client.query("update identity.users set full_name = $2 where email = $1", [rival.email, MARKUP]),
    );

/** What of the markup became a part of the page, or ran. */
const whatRan = (page: Page): Promise<string[]> =>
    page.evaluate(() => [
        ...(document.title === "run" ? [document.title] : []),
        ...[...document.querySelectorAll("[onerror], [onload], img[src='x'], a[href*='document.title']")].map(
            (part) => part.outerHTML,
        ),
    ]);
