import type { APIRequestContext, Locator, Page } from "@playwright/test";

import { day, money, month, percent, sentence } from "../app/lib/format.ts";
import { moneyIn, unitOf } from "../app/lib/units.ts";
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

interface RangeFigure {
    topic: string;
    code: string;
    title: string;
    unit: string;
    value: number | null;
    earlier: number | null;
}

interface Indicator {
    title: string;
    good_from: number;
    warn_from: number;
    value: number;
}

/** A link to a file, and how many rows stand in the table beside it, if there is one of the same rows. */
interface FileLink {
    label: string;
    href: string;
    rows: number | null;
}

/** Where a file has other rows than the table beside it: one for both series of a chart, or tiles of some. */
const OTHER_ROWS = /^(MRR|Forecast|.* in the range|Health indicators) as CSV$/;

async function filesOf(page: Page): Promise<FileLink[]> {
    return await page.locator("main a[download]").evaluateAll((found) =>
        found.map((link) => {
            const frame = link.closest("figure, section");
            const table = frame?.querySelector("details table") ?? frame?.querySelector("table");
            return {
                label: link.getAttribute("aria-label") ?? "",
                href: link.getAttribute("href") ?? "",
                rows: table ? table.querySelectorAll("tbody tr").length : null,
            };
        }),
    );
}

test("a range is compared with the one before it, leads to its customers, and is the same in its files", async ({ browser, staffState, request, complaints }, info) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    const call = callerOf(context.request);
    await contract(request, call, "professional", 9);
    const leaves = await contract(request, call, "starter", 3);
    await call("cancel_subscription", { organization_id: leaves.organizationId, reason: "They moved away" });
    const known = await knownNow();
    // By the clock of the business, as everything else.
    const [days] = await sql<{ as_of: string; earlier_as_of: string; from: string; earlier_from: string }>(
        `select
            d.as_of,
            case
                when date_trunc('month', d.as_of + 1) = d.as_of + 1
                    then (date_trunc('month', d.as_of) - interval '5 months')::date - 1
                else (d.as_of - interval '6 months')::date
            end as earlier_as_of,
            (date_trunc('month', d.as_of) - interval '5 months')::date as from,
            (date_trunc('month', d.as_of) - interval '11 months')::date as earlier_from
        from (select (util.now() at time zone 'UTC')::date as as_of) as d`,
    );
    const { as_of: asOf, from, earlier_as_of: earlierAsOf, earlier_from: earlierFrom } = days!;
    const basis = `as_of=${asOf}&known_at=${encodeURIComponent(known)}`;
    const ranges = [from, asOf, earlierFrom, earlierAsOf, `${known}Z`];

    // The tiles say what SQL says, of both ranges.
    const figures = await sql<RangeFigure>("select * from analytics.range_figures($1, $2, $3, $4, $5)", ...ranges);
    const tilesAreOf = async (topic: string) => {
        for (const { title, unit, value, earlier } of figures.filter((row) => row.topic === topic)) {
            const tile = page.getByRole("group", { name: title, exact: true });
            const { text } = unitOf(unit, moneyIn("usd"));
            // oxlint-disable-next-line no-await-in-loop
            if ((await tile.count()) === 0) continue;
            // oxlint-disable-next-line no-await-in-loop
            await expect(tile).toContainText(text(value));
            // oxlint-disable-next-line no-await-in-loop
            if (value !== null && earlier !== null) await expect(tile).toContainText(`from ${text(earlier)} in ${month(earlierFrom)} to ${day(earlierAsOf)}`);
        }
    };
    await page.goto(`/admin/revenue/retention?range=6&compare=before&${basis}`);
    await expect(page.getByRole("group", { name: "Customers lost", exact: true })).toBeVisible(PATIENCE);
    await tilesAreOf("churn");

    // From a reason to those who gave it: as many, and as much.
    const [reason] = await sql<{ reason: string; customers: number; mrr: number; earlier_customers: number; earlier_mrr: number }>(
        "select * from analytics.range_reasons($1, $2, $3, $4, $5) limit 1",
        ...ranges,
    );
    const reasons = page.getByRole("table", { name: "Reasons in the range" });
    const line = reasons.getByRole("row").filter({ has: page.getByRole("rowheader", { name: sentence(reason!.reason), exact: true }) });
    for (const text of [usd(reason!.mrr), usd(reason!.earlier_mrr)]) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(line).toContainText(text);
    }
    await line.getByRole("button", { name: /Show them$/ }).click();
    const lost = await sql<{ organization_id: string; mrr: number }>("select * from analytics.lost_customers($1, $2, $3) where reason = $4", from, asOf, `${known}Z`, reason!.reason);
    expect(lost).toHaveLength(reason!.customers);
    expect(lost.reduce((sum, row) => sum + row.mrr, 0)).toBeCloseTo(reason!.mrr, 6);
    await areShown(page, page.getByRole("table", { name: `${sentence(reason!.reason)}: ${month(from)} to ${day(asOf)}: customers`, exact: true }), lost);
    expect(await linesOfFile(page, page.getByRole("link", { name: "These customers as CSV" }))).toHaveLength(lost.length + 1);

    // From a cell of the heat map to those who came together, and who of them is left.
    const [cell] = await sql<{ cohort: string; cohort_size: number; active: number; mrr: number }>(
        "select * from analytics.cohort_retention($1, $2) where cohort >= $3 and age = 2 order by cohort_size desc limit 1",
        asOf,
        `${known}Z`,
        from,
    );
    await page.getByRole("button", { name: new RegExp(`^${month(cell!.cohort)} after 2 months: ${cell!.active} of ${cell!.cohort_size} customers?, `) }).click();
    const cohort = await sql<{ organization_id: string; mrr: number }>("select * from analytics.cohort_customers($1, 2, $2, $3)", cell!.cohort, asOf, `${known}Z`);
    expect(cohort).toHaveLength(cell!.cohort_size);
    expect(cohort.reduce((sum, row) => sum + row.mrr, 0)).toBeCloseTo(cell!.mrr, 6);
    const members = page.getByRole("table", { name: `Cohort of ${month(cell!.cohort)}, after 2 months: customers` });
    await areShown(page, members, cohort);
    await expect(members.getByText("Pays", { exact: true })).toHaveCount(cell!.active);

    // The line that can be compared, where maps cannot.
    const staying = page.getByRole("figure", { name: "How cohorts stay, on average" });
    await staying.getByText("Show as a table").click();
    const ages = await sql<{ age: number; customers: number; logo_retention: number; earlier_logo_retention: number | null }>("select * from analytics.range_cohorts($1, $2, $3, $4, $5)", ...ranges);
    await expect(staying.getByRole("rowheader")).toHaveText(ages.map((row) => String(row.age)));
    for (const [index, row] of ages.entries()) {
        const shown = staying.getByRole("row").nth(index + 1);
        // oxlint-disable-next-line no-await-in-loop
        await expect(shown).toContainText(exactly(row.logo_retention));
        // oxlint-disable-next-line no-await-in-loop
        if (row.earlier_logo_retention !== null) await expect(shown).toContainText(exactly(row.earlier_logo_retention));
    }
    const files = await filesOf(page);

    // Another range and other periods are as of the same day, as known at the same moment.
    await page.getByRole("link", { name: "Trials and unit economics" }).click();
    await expect(page.getByRole("group", { name: "Cost of a customer", exact: true })).toBeVisible(PATIENCE);
    await tilesAreOf("trials");
    await tilesAreOf("economics");
    const funnel = page.getByRole("list", { name: "From trial to customer" });
    const began = figures.find((row) => row.code === "trials")!;
    await expect(funnel).toContainText(`${month(earlierFrom)} to ${day(earlierAsOf)}: ${began.earlier}`);
    files.push(...(await filesOf(page)));
    await page.getByRole("link", { name: "Movements", exact: true }).click();
    await page.getByLabel("Range", { exact: true }).selectOption("12");
    await page.getByLabel("Periods").selectOption("week");
    const weeks = await sql<{ month: string; mrr_end: number }>(
        "select * from analytics.mrr_movements((date_trunc('month', $1::text::date) - interval '11 months')::date, null, 'week', $1::text::date, $2) order by month desc",
        asOf,
        `${known}Z`,
    );
    const movements = page.getByRole("table", { name: "Movements of MRR" });
    await expect(movements.getByRole("rowheader")).toHaveCount(weeks.length);
    await expect(movements.getByRole("row").nth(1)).toContainText(usd(weeks[0]!.mrr_end));
    await expect(page.getByText(`As of ${day(asOf)} (UTC), as it was known on`).first()).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`as_of=${asOf}`));
    files.push(...(await filesOf(page)));

    // What it consists of.
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await page.getByLabel("Break down").selectOption("cycle");
    const parts = page.getByRole("figure", { name: "What MRR consists of" });
    await parts.getByText("Show as a table").click();
    const breakdown = await sql<{ value: string; mrr: number; customers: number }>("select * from analytics.mrr_breakdown($1, $2) where dimension = 'cycle'", asOf, `${known}Z`);
    await expect(parts.getByRole("rowheader")).toHaveText(breakdown.map((row) => sentence(row.value)));
    for (const row of breakdown) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(parts.getByRole("row", { name: sentence(row.value) })).toContainText(usd(row.mrr));
    }
    files.push(...(await filesOf(page)));

    // Every file has the rows that are shown, or at least those that the API finds.
    expect(files.length).toBeGreaterThan(12);
    for (const { label, href, rows } of files) {
        // oxlint-disable-next-line no-await-in-loop
        const file = await context.request.get(href);
        expect(file.ok(), `${label}: ${href}`).toBe(true);
        // oxlint-disable-next-line no-await-in-loop
        const found = (await file.text()).split("\r\n").length - 1;
        const { pathname, search } = new URL(href, info.project.use.baseURL);
        // oxlint-disable-next-line no-await-in-loop
        const answer = await context.request.get(`/api/v1/rpc/${pathname.split("/").at(-1)!}${search}`, { headers: { "Accept-Profile": "analytics" } });
        // oxlint-disable-next-line no-await-in-loop
        expect(found, label).toBe(rows !== null && !OTHER_ROWS.test(label) ? rows : ((await answer.json()) as unknown[]).length);
    }
    await context.close();
});

/** Each customer stands in a table, with what is paid. */
async function areShown(page: Page, table: Locator, customers: readonly { organization_id: string; mrr: number }[]): Promise<void> {
    await expect(table.getByRole("rowheader")).toHaveCount(customers.length);
    for (const { organization_id: id, mrr } of customers) {
        // oxlint-disable-next-line no-await-in-loop
        await expect(table.getByRole("row").filter({ has: page.locator(`a[href$="${id}"]`) })).toContainText(usd(mrr));
    }
}

test("the staff decide what is healthy, with a reason", async ({ browser, staffState, request, complaints }, info) => {
    const context = await browser.newContext({ ...info.project.use, storageState: staffState });
    const page = await context.newPage();
    complaints.listen(page, info.project.use.baseURL ?? "");
    const call = callerOf(context.request);
    await contract(request, call, "starter", 5);
    const read = async () => (await sql<Indicator>("select * from analytics.health_indicators() where code = 'customer_churn'"))[0]!;
    const before = await read();
    const reason = `By the board, ${crypto.randomUUID()}`;

    await page.goto("/admin/revenue");
    const card = page.getByRole("listitem", { name: before.title });
    await expect(card).toContainText(exactly(before.value), PATIENCE);
    await card.getByRole("button", { name: "Change the thresholds" }).click();
    const dialog = page.getByRole("dialog", { name: `Thresholds: ${before.title}` });
    const set = async (good: number, warn: number) => {
        await dialog.getByLabel("Good up to").fill(String(good));
        await dialog.getByLabel("Bad beyond").fill(String(warn));
        await dialog.getByRole("button", { name: "Change", exact: true }).click();
    };
    try {
        // Not without a reason, and not the wrong way round.
        await set(before.value - 0.01, before.value + 0.01);
        await expect(dialog.getByText("Say why: it is kept in the audit log")).toBeVisible();
        await dialog.getByRole("textbox", { name: "Reason" }).fill(reason);
        complaints.expectRefusal(400);
        await set(before.value + 0.02, before.value + 0.01);
        await expect(dialog.getByRole("textbox", { name: "Bad beyond" })).toHaveAccessibleDescription(/not better than what is good/);
        await set(before.value - 0.01, before.value + 0.01);
        await expect(dialog).toBeHidden();
        await expect(card).toContainText("Worth a look");
        await card.getByRole("button", { name: "What Customer churn means" }).click();
        await expect(page.getByRole("dialog", { name: before.title })).toContainText(reason);
        await page.keyboard.press("Escape");
        await card.getByRole("button", { name: "Change the thresholds" }).click();
        await dialog.getByRole("textbox", { name: "Reason" }).fill(reason);
        await set(before.value - 0.02, before.value - 0.01);
        await expect(card).toContainText("Bad");
        await page.goto(`/admin/audit-log?q=${encodeURIComponent(reason)}`);
        await expect(page.getByText(reason).first()).toBeVisible(PATIENCE);
    } finally {
        await call("set_health_threshold", { code: "customer_churn", good_from: before.good_from, warn_from: before.warn_from, reason: "After a test" });
    }
    expect(await sql("select 1 from audit.entries where reason = $1", reason)).toHaveLength(2);
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
