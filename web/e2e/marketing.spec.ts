import { day } from "../app/lib/format.ts";
import { expect, expectSound, test } from "./test.ts";

const PAGES = ["/", "/pricing", "/faq", "/legal/terms"];

test("pages that anybody may read are sound, in both themes", { tag: "@phone" }, async ({ page }, info) => {
    for (const path of PAGES) {
        await page.goto(path);
        await expectSound(page);
        await expect(page.locator("link[rel=canonical]")).toHaveAttribute("href", new RegExp(`^${process.env.WEB_URL}`));
        await page.screenshot({ path: info.outputPath(`page${path.replaceAll("/", "-")}.png`), fullPage: true });
    }
    const image = await page.request.get("/og.png");
    expect(image.headers()["content-type"]).toBe("image/png");
});

test("prices by the month or by the year are the database's, and the choice is in the address", async ({ page }) => {
    const plans = (await (await page.request.get("/api/v1/plans?order=rank")).json()) as {
        name: string;
        prices: { cycle: string; unit_amount_cents: number }[];
    }[];
    const dollars = (cents: number) => `$${(cents / 100).toLocaleString("en-US")}`;
    for (const [cycle, path] of [
        ["monthly", "/pricing"],
        ["annual", "/pricing?cycle=annual"],
    ] as const) {
        await page.goto(path);
        for (const plan of plans) {
            const price = plan.prices.find((one) => one.cycle === cycle)!;
            const column = page.getByRole("article", { name: plan.name });
            await expect(column.getByText(dollars(price.unit_amount_cents), { exact: true })).toBeVisible();
        }
    }
    await page.locator("label", { hasText: "Monthly" }).click();
    await expect(page).toHaveURL(/\/pricing$/);
    await expect(page.getByText("$49", { exact: true })).toBeVisible();
    await page.locator("label", { hasText: "Annual" }).click();
    await expect(page).toHaveURL(/cycle=annual/);
    expect(await page.getByRole("table").getByRole("row").count()).toBe(25);

    const head = page.getByRole("columnheader", { name: "Enterprise" });
    await page.getByRole("rowheader", { name: "SLA" }).scrollIntoViewIfNeeded();
    await expect(head).toBeInViewport();
});

test("what machines read leads to what there is", async ({ request }) => {
    const text = async (path: string) => {
        const answer = await request.get(path);
        expect(answer.status(), path).toBe(200);
        return await answer.text();
    };
    const listed = [...(await text("/sitemap.xml")).matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url!);
    expect(listed.map((url) => new URL(url).pathname)).toEqual(expect.arrayContaining(PAGES));
    const told = [...(await text("/llms.txt")).matchAll(/\]\((.*?)\)/g)].map(([, url]) => url!);
    for (const url of [...listed, ...told]) await text(url);
    expect(await text("/robots.txt")).toContain(`Sitemap: ${process.env.WEB_URL}/sitemap.xml`);

    const data = async (path: string) => {
        const [, json] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(await text(path)) ?? [];
        return JSON.parse(json ?? "null") as { "@type": string; mainEntity?: unknown[] };
    };
    expect((await data("/"))["@type"]).toBe("SoftwareApplication");
    expect((await data("/faq")).mainEntity?.length).toBeGreaterThanOrEqual(10);
    expect(await text("/")).toContain("Sample quotes, not from customers");
    expect(await text("/legal/terms")).toMatch(/placeholder/i);
    const missing = await request.get("/no-such-page");
    expect(missing.status()).toBe(404);
    expect(await missing.text()).toContain("There is no such page");
});

test("without JavaScript they say the same", async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.WEB_URL! });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "What did this order earn?" })).toBeVisible();
    await page.goto("/pricing");
    await page.locator("label", { hasText: "Annual" }).click();
    await expect(page.getByText("$10,789", { exact: true })).toBeVisible();
    await page.goto("/faq");
    await page.getByText("What happens when the trial ends?").click();
    await expect(page.getByText("7, 3 and 1 days before")).toBeVisible();
    await context.close();
});

for (const locale of ["de-DE", "ar-EG"]) {
    test(`a visitor from elsewhere sees pages without complaint: ${locale}`, async ({ browser, owner, complaints }) => {
        const context = await browser.newContext({ locale, timezoneId: "Africa/Cairo", baseURL: process.env.WEB_URL! });
        context.on("page", (page) => complaints.listen(page, process.env.WEB_URL!));
        const page = await context.newPage();
        await page.goto("/pricing?cycle=annual");
        await expect(page.getByText("$2,149", { exact: true })).toBeVisible();
        await owner.signIn(page);
        await expect(page.getByText("14 days left in your trial")).toBeVisible();
        // Wherever the visitor is: days in UTC, figures as everybody else sees them.
        const [trial] = await owner.read<{ trial_ends_at: string }>("subscription?select=trial_ends_at");
        await expect(page.getByText(`${day(trial!.trial_ends_at)} (UTC)`).first()).toBeVisible();
        await expect(page.getByText("0 of 100,000")).toBeVisible();
        const plant = await owner.call<{ created_at: string }>("create_plant", { name: "مصنع" });
        await page.goto("/plants");
        await expect(page.getByRole("row").filter({ hasText: "مصنع" })).toContainText(day(plant.created_at));
        await expect(page.getByText("1 of 5")).toBeVisible();
        await context.close();
    });
}

test("no colours flash: the theme is there before anything is drawn", async ({ page, context }) => {
    await context.addInitScript(() => localStorage.setItem("unison.theme", "dark"));
    for (const path of ["/", "/sign-in"]) {
        await page.goto(path, { waitUntil: "commit" });
        await page.waitForFunction(() => document.body !== null);
        expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    }
});
