/** What the staff do when something is not as it should be, and with many at once. */
import { randomUUID } from "node:crypto";

import { PATIENCE, actionsBecause, because, command, rowsOf, test } from "./desk.ts";
import { passPeriod, prepareMove, settleMoves } from "./moves.ts";
import { receive } from "./receiver.ts";
import { inDatabase } from "./staff.ts";
import { stripe } from "./stripe.ts";
import { expect, expectSound } from "./test.ts";

test("a webhook is sent again by the staff, under the same id; what goes wrong is said in words", async ({ staff: page, owner }) => {
    const receiver = await receive();
    const { id } = await owner.call<{ id: string }>("create_webhook_endpoint", { url: receiver.address, event_types: ["*"] });
    await owner.call("send_test_event", { endpoint_id: id });
    await expect.poll(() => receiver.ids).toHaveLength(1);

    const [, port = ""] = /:(\d+)\//.exec(receiver.address) ?? [];
    await page.goto(`/admin/deliveries?q=${port}`);
    const row = page.getByRole("row").filter({ hasText: "endpoint.test" });
    await expect(row).toContainText("Succeeded", PATIENCE);
    await expect(row).toContainText("Answered 204, 1 try");
    await expect(row.getByRole("link", { name: "Browser Works" })).toBeVisible();
    // It was heard, and nobody but the staff sends it once more.
    await row.getByRole("button", { name: "Send again" }).click();
    await because(page, `They have lost ${port}`, "Send again");
    await expect.poll(() => receiver.ids).toHaveLength(2);
    expect(receiver.ids[1]).toBe(receiver.ids[0]);
    const lastOf = async () =>
        await inDatabase(async (client) => {
            const { rows } = await client.query<{ last: string }>(
                "select concat_ws(' ', d.status, d.attempts, d.error) as last from webhooks.deliveries as d where d.endpoint_id = $1 order by d.created_at desc limit 1",
                [id],
            );
            return rows[0]?.last;
        });
    await expect.poll(lastOf).toBe("succeeded 2");
    await page.reload();
    await expect(row).toContainText("Answered 204, 2 tries", PATIENCE);
    expect(await actionsBecause(`They have lost ${port}`)).toContain("delivery_retried");

    // Where nobody listens any more, words say so.
    receiver.server.close();
    await owner.call("send_test_event", { endpoint_id: id });
    await expect.poll(lastOf).toContain("ConnectError");
    await page.reload();
    await expect(row.first()).toContainText("Nobody accepts connections there", PATIENCE);
    await row.first().getByRole("button", { name: "Details" }).click();
    await expect(page.getByRole("dialog")).toContainText("ConnectError");
    await expectSound(page);
});

test("a long list is read page by page: its order, its filter and where one is are in the address", async ({ staff: page }) => {
    const mark = randomUUID().slice(0, 8);
    await inDatabase(async (client) => {
        await client.query("begin");
        await client.query("select audit.note_reason($1)", [`Many ${mark}`]);
        await client.query("insert into identity.organizations (name, created_at) select $1 || to_char(n, '00'), util.now() from generate_series(1, 30) as n", [`Many ${mark}`]);
        await client.query("commit");
    });
    const names = page.getByRole("table", { name: "Organizations" }).getByRole("rowheader");
    await page.goto(`/admin/organizations?q=${mark}&sort=name`);
    await expect(names).toHaveCount(25, PATIENCE);
    await expect(names.first()).toHaveText(`Many ${mark} 01`);
    await page.getByRole("button", { name: "Next page" }).click();
    await expect(names).toHaveText(["26", "27", "28", "29", "30"].map((number) => `Many ${mark} ${number}`), PATIENCE);
    await expect(page).toHaveURL(/sort=name.*after=/);
    await page.reload();
    await expect(names).toHaveCount(5, PATIENCE);
    await expect(page.getByText("30 organizations found")).toBeVisible();
    expect(await rowsOf(page, page.getByRole("link", { name: "The organizations found as CSV" }))).toHaveLength(30);
    await page.goBack();
    await expect(names).toHaveCount(25, PATIENCE);
    await page.goForward();
    await page.getByRole("button", { name: "First page" }).click();
    await expect(names.first()).toHaveText(`Many ${mark} 01`, PATIENCE);
    // Another order begins at its beginning.
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByLabel("Order").selectOption("created_at");
    await expect(page).not.toHaveURL(/after=/);
    await expect(names).toHaveCount(25, PATIENCE);

    await page.goto(`/admin/audit-log?q=${mark}`);
    const entries = page.getByRole("table", { name: "Audit log" }).getByRole("rowheader");
    await expect(page.getByText("1–25 of 30 entries")).toBeVisible(PATIENCE);
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(page.getByText("26–30 of 30 entries")).toBeVisible(PATIENCE);
    await expect(entries).toHaveCount(5);
    await page.goBack();
    await expect(entries).toHaveCount(25, PATIENCE);
    await page.getByLabel("By", { exact: true }).selectOption("database");
    await expect(page).toHaveURL(/actor_kind=database/);
    await expect(page.getByText("1–25 of 30 entries")).toBeVisible(PATIENCE);
    await page.getByRole("button", { name: /Details of entry/ }).first().click();
    const changed = page.getByRole("dialog").getByRole("region", { name: "What has changed" });
    await expect(changed.getByRole("row").filter({ hasText: "name" }).first()).toContainText(`Many ${mark}`, PATIENCE);
});

test("where we and Stripe differ is found and mended", async ({ staff: page, owner }) => {
    await owner.buy("starter");
    const subscriptionId = await inDatabase(async (client) => {
        const { rows } = await client.query<{ stripe_subscription_id: string }>(
            "select stripe_subscription_id from billing.subscriptions where organization_id = $1 and is_primary",
            [owner.organizationId],
        );
        // Somebody writes past the rules; the comparison is to tell of it, and to leave it to the staff.
        await client.query("begin");
        await client.query("update billing.subscriptions set access = 'read_only' where organization_id = $1 and is_primary", [owner.organizationId]);
        await client.query(`select util.set_setting('stripe_drift_policy', '"report"')`);
        await client.query("select billing.compare_rows()");
        await client.query(`select util.set_setting('stripe_drift_policy', '"repair"')`);
        await client.query("commit");
        return rows[0]!.stripe_subscription_id;
    });
    await page.goto("/admin");
    await page.getByRole("link", { name: /fields? differs? from Stripe/ }).click();
    await expect(page).toHaveURL(/drift\?resolved_at=null/);
    await page.goto(`/admin/drift?q=${subscriptionId}`);
    const row = page.getByRole("table", { name: "Differences" }).getByRole("row").filter({ hasText: subscriptionId });
    await expect(row.filter({ hasText: "access" })).toContainText("Differs", PATIENCE);
    await row.filter({ hasText: "access" }).getByRole("button", { name: "Repair" }).click();
    await expect(page.getByRole("dialog").getByText("Access: read_only")).toBeVisible();
    await because(page, `Nobody shut ${subscriptionId} out`, "Repair");
    await expect(row.filter({ hasText: "access" })).toContainText("Repaired", PATIENCE);
    expect(await owner.read("subscription?select=access")).toEqual([{ access: "full" }]);
    expect(await actionsBecause(`Nobody shut ${subscriptionId} out`)).toContain("drift_repaired");

    // At Stripe something happens of which we do not hear.
    await stripe.control("deliveries", { drop: 1 });
    try {
        await stripe.update(`subscriptions/${subscriptionId}`, { cancel_at_period_end: "true" });
        await stripe.control("flush", {});
    } finally {
        await stripe.control("deliveries", { drop: 0 });
    }
    await page.getByRole("button", { name: "Compare now: What Stripe said with what it says now" }).click();
    await expect(page.getByText("Compare with Stripe runs within a minute")).toBeVisible(PATIENCE);
    await inDatabase(async (client) => await client.query("call jobs.run('compare_with_stripe', true)"));
    // What is listed otherwise is asked for by the job of the minute.
    const lookAgain = async () =>
        await inDatabase(async (client) => {
            await client.query("select billing.fetch_marked_objects()");
            const { rows } = await client.query<{ resolution: string }>(
                "select resolution from billing.stripe_drifts where object_id = $1 and field = 'cancel_at'",
                [subscriptionId],
            );
            return rows[0]?.resolution;
        });
    await expect.poll(lookAgain, { timeout: 40_000 }).toBe("repaired");
    await page.reload();
    await expect(row.filter({ hasText: "cancel at" }).first()).toContainText("Repaired", PATIENCE);
    await expect(page.getByRole("table", { name: "Lists of Stripe's that were read" })).toContainText("Subscription");
    await row.first().getByRole("button", { name: "Details" }).click();
    await expect(page.getByRole("dialog")).toContainText("Stripe says something else than we heard", PATIENCE);
    await expectSound(page);
});

test("many are moved to another version: seen before, while it is done, and who stays is tried again", async ({ staff: page, request }) => {
    const { version, names, leaverId, organizationIds } = await prepareMove(request);
    await page.goto("/admin/plan-versions");
    const dialog = page.getByRole("dialog");
    await page.getByRole("row").filter({ hasText: `Starter, version ${version}` }).getByRole("button", { name: "What if they move" }).click();
    await expect(dialog).toContainText("2 organizations would move.", PATIENCE);
    await expect(dialog).toContainText("from $58.00 to $98.00");
    await expect(dialog).toContainText("1 organization would stay: cancellation scheduled.");
    await expect(dialog.getByRole("row").filter({ hasText: names[0]! })).toContainText("$49.00");
    await expectSound(page);
    await dialog.getByRole("button", { name: "Go on" }).click();
    // One of them now, the others by the job: that it goes on is to be seen.
    await page.route("**/rpc/migrate_subscriptions", (route) => route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), batch_size: 1 }) }));
    await because(page, `Nobody sells ${version} any more`, "Move them");
    await page.unroute("**/rpc/migrate_subscriptions");
    const move = page.getByRole("listitem").filter({ hasText: `Nobody sells ${version} any more` });
    await expect(move).toContainText("Being scheduled", PATIENCE);
    await expect(move.getByRole("progressbar")).toHaveJSProperty("value", 1);
    await settleMoves(organizationIds);
    // Without being asked: the page looks by itself while somebody waits.
    await expect(move).toContainText("2 scheduled · 1 refused", PATIENCE);

    await move.getByRole("button", { name: "Who", exact: true }).click();
    await dialog.getByLabel("Status").selectOption("refused");
    await expect(dialog.getByRole("rowheader")).toHaveText([names[2]!], PATIENCE);
    await expect(dialog).toContainText("Cancellation scheduled");
    await expectSound(page);
    await dialog.getByRole("button", { name: "Close" }).click();

    await inDatabase(async (client) => await client.query("select billing.undo_contract_end($1, 'They stay')", [leaverId]));
    await move.getByRole("button", { name: "Try who stayed again" }).click();
    await because(page, `They renew ${version}`, "Try again");
    await expect(move).toContainText("3 scheduled", PATIENCE);
    await expect(move.getByRole("button", { name: "Try who stayed again" })).toBeHidden();

    await passPeriod(organizationIds);
    await page.reload();
    await expect(move).toContainText("3 done", PATIENCE);
    await expect(move).toContainText("Finished");
    await expect(move.getByRole("progressbar")).toHaveJSProperty("value", 3);
});

test("what fails on a page is one block of it, with its request's id; the others go on", async ({ staff: page, complaints }) => {
    complaints.expectRefusal(500);
    const refused = { code: "internal", message: "Something went wrong", details: null, hint: null };
    await page.route("**/api/v1/queues?*", (route) => route.fulfill({ status: 500, json: refused, headers: { "X-Request-Id": "req-of-the-queues" } }));
    await page.goto("/admin");
    const alert = page.getByRole("alert");
    // It is asked for three times before that is said.
    await expect(alert).toHaveCount(1, { timeout: 40_000 });
    await expect(alert).toContainText("Something went wrong");
    await expect(alert).toContainText("req-of-the-queues");
    await expect(page.getByRole("group", { name: "MRR", exact: true })).toBeVisible();
    await expect(page.getByRole("region", { name: "Today" })).toBeVisible();
    await expectSound(page);
    await page.unroute("**/api/v1/queues?*");
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("table", { name: "How the queues stand" })).toBeVisible(PATIENCE);
    await expect(alert).toHaveCount(0);
});

test("by keyboard alone: keys lead to pages, the palette finds, and the focus goes back to where it was", async ({ staff: page, owner }) => {
    await page.goto("/admin");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dashboard", PATIENCE);
    // Both within a second, which a busy machine may miss.
    await expect(async () => {
        await page.keyboard.press("g");
        await page.keyboard.press("p");
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("People", { timeout: 5_000 });
    }).toPass({ timeout: 40_000 });
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    // While somebody types, a key is a letter.
    await page.keyboard.type("g?");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("searchbox")).toHaveValue("g?");

    const opener = page.getByRole("button", { name: "Keyboard shortcuts (?)" });
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Plan versions");
    await page.keyboard.press("Escape");
    await expect(opener).toBeFocused();

    const finder = page.getByRole("button", { name: "Find anything" });
    await finder.focus();
    await page.keyboard.press("Enter");
    const field = page.getByRole("combobox", { name: "Go to, find or do…" });
    await expect(field).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(finder).toBeFocused();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("a");
    const options = page.getByRole("dialog", { name: "Commands" }).getByRole("option");
    await page.keyboard.press("ArrowDown");
    await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
    await expect(field).toHaveAttribute("aria-activedescendant", (await options.nth(1).getAttribute("id")) ?? "");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("no such thing at all");
    await expect(options).toHaveCount(0);
    await page.keyboard.press("Escape");
    await command(page, owner.email);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Browser Works", PATIENCE);

    // From a menu to a dialog, and back to the menu's button.
    const actions = page.getByRole("button", { name: "Actions" });
    await actions.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Write a note…" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Note" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(actions).toBeFocused();
});
