import type { APIRequestContext, Locator, Page } from "@playwright/test";

import { day, money, month, percent } from "../app/lib/format.ts";
import { Owner } from "./person.ts";
import { inDatabase } from "./staff.ts";
import { expect, expectSound, test } from "./test.ts";

/** Rows of SQL, as JSON has them: what the page shows must be the same. */
async function sql<Row>(query: string, ...values: unknown[]): Promise<Row[]> {
    return await inDatabase(async (client) => {
        const { rows } = await client.query<{ row: Row }>(`select row_to_json(t) as row from (${query}) as t`, values);
        return rows.map(({ row }) => row);
    });
}

/** When it is, by the clock of the business; what becomes known later than that changes nothing as known at it. */
async function knownNow(): Promise<string> {
    const [now] = await sql<{ at: string }>("select to_char(util.now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS') as at");
    return now!.at;
}

/** Somebody who has paid by contract since so many months ago. */
async function contract(request: APIRequestContext, call: Call, plan: string, months: number): Promise<Owner> {
    const owner = await Owner.signUp(request);
    const [start] = await sql<{ at: string }>("select util.now() - make_interval(months => $1) as at", months);
    // Whoever owes for a year is not dunned meanwhile.
    const terms = { plan_code: plan, cycle: "monthly", net_terms_days: 365, starts_at: start!.at };
    await call("start_manual_subscription", { ...terms, organization_id: owner.organizationId, reason: "Signed on paper" });
    return owner;
}

type Call = (name: string, data: Record<string, unknown>) => Promise<void>;

function callerOf(request: APIRequestContext): Call {
    return async (name, data) => {
        const headers = { "Content-Profile": "admin", "X-Requested-With": "fetch" };
        const answer = await request.post(`/api/v1/rpc/${name}`, { headers, data });
        expect(answer.ok(), await answer.text()).toBe(true);
    };
}

async function linesOfFile(page: Page, button: Locator): Promise<string[]> {
    const download = page.waitForEvent("download");
    await button.click();
    return (await (await (await download).createReadStream()).toArray()).join("").split("\r\n");
}

// Many figures are asked for at once, and more runs beside it.
const PATIENCE = { timeout: 60_000 };

const usd = (cents: number) => money(Math.round(cents), "usd");
const exactly = (share: number) => `${(share * 100).toFixed(1)}%`;

interface Movement {
    month: string;
    mrr_end: number;
    customers_end: number;
    churn_mrr: number;
    churn_n: number;
    expansion_mrr: number;
    nrr_t12m: number | null;
}
const MOVEMENTS = "select * from analytics.mrr_movements(known_at => $1)";

test("the figures on screen are those of SQL, down to the customers and back to what was known", async ({ browser, staffState, request, complaints }, info) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    const call = callerOf(context.request);

    const before = await knownNow();
    await contract(request, call, "professional", 11);
    const grows = await contract(request, call, "starter", 5);
    const leaves = await contract(request, call, "starter", 3);
    await call("change_manual_subscription", { organization_id: grows.organizationId, plan_code: "professional", reason: "They grow" });
    await call("cancel_subscription", { organization_id: leaves.organizationId, reason: "They moved away" });
    const known = await knownNow();
    const at = `known_at=${encodeURIComponent(known)}`;
    const movements = await sql<Movement>(MOVEMENTS, `${known}Z`);
    const last = movements.at(-1)!;
    const kpi = (name: string) => page.getByRole("group", { name, exact: true });

    // Where it stands, and where it may go.
    await page.goto(`/admin/revenue?${at}`);
    await expect(kpi("MRR")).toContainText(usd(last.mrr_end));
    await expect(kpi("Customers")).toContainText(String(last.customers_end));
    const figure = page.getByRole("figure", { name: "Monthly recurring revenue" });
    await figure.getByText("Show as a table").click();
    const [, next] = await sql<{ month: string; mrr: number; lo80: number; hi80: number }>("select * from analytics.forecast_bands(known_at => $1)", `${known}Z`);
    const forecast = figure.getByRole("row", { name: month(next!.month) });
    await expect(forecast).toContainText(usd(next!.mrr));
    await expect(forecast).toContainText(`${usd(next!.lo80)} – ${usd(next!.hi80)}`);
    const words: Record<string, string> = { good: "Good", warn: "Worth a look", bad: "Bad", unknown: "Not known yet" };
    for (const one of await sql<{ title: string; state: string }>("select * from analytics.health_indicators(known_at => $1)", `${known}Z`)) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(page.getByRole("listitem", { name: one.title })).toContainText(words[one.state]!);
    }

    // What changed it: from a cell to the customers, and to what each paid for.
    await page.getByRole("link", { name: "Movements", exact: true }).click();
    const table = page.getByRole("table", { name: "Movements of MRR" });
    await expect(table.getByRole("row", { name: month(last.month) })).toContainText(usd(last.mrr_end));
    const cell = table.getByRole("button", { name: new RegExp(`^Churn in ${month(last.month)}`) });
    await expect(cell).toContainText(usd(last.churn_mrr));
    await cell.click();
    const movers = await sql<{ organization_id: string; delta_mrr: number }>(
        "select organization_id, delta_mrr from analytics.movers($2::text::date, known_at => $1) where kind = 'churn'",
        `${known}Z`,
        last.month,
    );
    expect(movers.reduce((sum, row) => sum + row.delta_mrr, 0)).toBeCloseTo(-last.churn_mrr, 6);
    const customers = page.getByRole("table", { name: `Churn in ${month(last.month)}: customers` });
    await expect(customers.getByRole("rowheader")).toHaveCount(movers.length);
    for (const row of movers) {
        const shown = customers.getByRole("row").filter({ has: page.locator(`a[href$="${row.organization_id}"]`) });
        // oxlint-disable-next-line no-await-in-loop
        await expect(shown).toContainText(usd(row.delta_mrr));
    }
    const lines = await linesOfFile(page, page.getByRole("link", { name: "These customers as CSV" }));
    expect(lines.slice(1).map((line) => line.split('"')[1])).toEqual(movers.map((row) => row.organization_id));
    await customers
        .getByRole("row")
        .filter({ has: page.locator(`a[href$="${leaves.organizationId}"]`) })
        .getByRole("button", { name: "Explain" })
        .click();
    await expect(page.getByRole("table", { name: "Before: items" }).getByRole("rowheader")).toHaveText(["Starter"]);
    await expect(page.getByRole("region", { name: /^After: at the close of/ })).toContainText("Nothing was paid for");
    await page.reload();
    await expect(page.getByRole("region", { name: /^After: at the close of/ })).toContainText("Nothing was paid for");
    await expectSound(page);
    const file = await linesOfFile(page, page.getByRole("link", { name: "Movements as CSV" }));
    await expect(table.getByRole("rowheader")).toHaveCount(file.length - 1);

    // Who stays.
    await page.getByRole("link", { name: "Churn and retention" }).click();
    const churn = page.getByRole("figure", { name: "Churn", exact: true });
    await churn.getByText("Show as a table").click();
    const [lost] = await sql<{ customer_churn: number; voluntary_n: number; churn_mrr: number }>(
        "select * from analytics.churn(known_at => $1) order by month desc limit 1",
        `${known}Z`,
    );
    await expect(churn.getByRole("row", { name: month(last.month) })).toContainText(exactly(lost!.customer_churn));
    await expect(churn.getByRole("row", { name: month(last.month) })).toContainText(usd(lost!.churn_mrr));
    const retention = page.getByRole("figure", { name: "Revenue retention over a year" });
    // Where nobody paid a year ago, it says so instead.
    if (movements.slice(-12).some((period) => period.nrr_t12m !== null)) {
        await retention.getByText("Show as a table").click();
        await expect(retention.getByRole("row", { name: month(last.month) })).toContainText(last.nrr_t12m === null ? "–" : exactly(last.nrr_t12m));
    } else await expect(page.getByText("Nobody has stayed for a year yet")).toBeVisible();
    const [cohort] = await sql<{ cohort: string; cohort_size: number; logo_retention: number }>(
        "select * from analytics.cohort_retention(known_at => $1) where age = 3 order by cohort desc limit 1",
        `${known}Z`,
    );
    const row = page.getByRole("table", { name: "Cohorts by customers" }).getByRole("row", { name: month(cohort!.cohort) });
    await expect(row.getByRole("cell")).toContainText([String(cohort!.cohort_size), /%/, /%/, /%/, percent(cohort!.logo_retention, 0)]);

    // As of a day of the past, and as it was known before.
    const [past] = await sql<{ day: string; mrr_end: number }>(
        `select d.day, m.mrr_end
        from (select (util.now() at time zone 'UTC')::date - 120 as day) as d
        cross join lateral analytics.mrr_movements(as_of => d.day, known_at => $1) as m
        order by m.month desc limit 1`,
        `${known}Z`,
    );
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await page.getByLabel("Up to, as of").fill(past!.day);
    await expect(page.getByText(`As of ${day(past!.day)} (UTC), as it was known on`).first()).toBeVisible();
    await expect(kpi("MRR")).toContainText(usd(past!.mrr_end));
    const unknown = await sql<Movement>(MOVEMENTS, `${before}Z`);
    await page.goto(`/admin/revenue?known_at=${encodeURIComponent(before)}`);
    await expect(kpi("MRR")).toContainText(usd(unknown.at(-1)?.mrr_end ?? 0));
    expect(unknown.at(-1)?.mrr_end ?? 0).toBeLessThan(last.mrr_end);
    await context.close();
});

test("all figures beneath each other, on a small screen and by keyboard", { tag: "@phone" }, async ({ browser, staffState, request, complaints }, info) => {
    test.skip(info.project.name !== "phone", "what is on a wide screen is read above, and axe costs seconds");
    test.setTimeout(180_000);
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    await contract(request, callerOf(context.request), "starter", 6);
    await page.goto("/admin/revenue/report?range=6");
    await expect(page.getByRole("table", { name: "Unit economics by month" })).toBeVisible(PATIENCE);
    await expect(page.getByRole("table", { name: "Cohorts by customers" })).toBeVisible(PATIENCE);
    await expect(page.getByRole("listitem", { name: "Quick ratio" })).toBeVisible(PATIENCE);
    await expectSound(page);

    const plot = page.getByRole("slider", { name: "Gains and losses of MRR" });
    await plot.focus();
    await page.keyboard.press("Home");
    const first = await plot.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowRight");
    await expect(plot).toHaveAttribute("aria-valuenow", "1");
    expect(await plot.getAttribute("aria-valuetext")).not.toBe(first);
    await context.close();
});
