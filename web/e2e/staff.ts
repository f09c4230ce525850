/** People of the staff, hired in the database as an operator does; no code of theirs is used yet. */
import { execFileSync } from "node:child_process";
import { createHmac, randomBytes, randomUUID } from "node:crypto";

import { expect, type Page } from "@playwright/test";
import pg from "pg";

export interface Staff {
    email: string;
    password: string;
    /** Null of somebody who has no second factor yet. */
    secret: Buffer | null;
}

export async function hire({ hasFactor = true } = {}): Promise<Staff> {
    const staff = {
        email: `staff.${randomUUID()}@example.com`,
        password: randomUUID(),
        secret: hasFactor ? randomBytes(20) : null,
    };
    await inDatabase(async (client) => {
        const { rows } = await client.query<{ id: string }>("select identity.create_staff($1, $2, $3) as id", [
            staff.email,
            staff.password,
            "Grace Hopper",
        ]);
        if (staff.secret) await client.query("select identity.set_second_factor($1, $2)", [rows[0]?.id, staff.secret]);
    });
    return staff;
}

/** A coupon that takes off so many percent of one bill, and its code. */
export async function createCoupon(percentOff: number): Promise<string> {
    const code = `E2E${randomUUID().slice(0, 8).toUpperCase()}`;
    await inDatabase((client) =>
        client.query(
            `insert into catalog.coupons (code, name, percent_off, duration, reason, created_by, created_at)
            select $1, 'Browser test', $2, 'once', 'For a test', identity.create_staff($3, $4, 'Grace Hopper'), now()`,
            [code, percentOff, `staff.${code}@example.com`, randomUUID()],
        ),
    );
    // Stripe bills by it, so it has to know it.
    execFileSync("../scripts/unison", ["stripe", "sync-catalog"]);
    return code;
}

export async function inDatabase<Found>(ask: (client: pg.Client) => Promise<Found>): Promise<Found> {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    try {
        return await ask(client);
    } finally {
        await client.end();
    }
}

/** Something went wrong with each kind of thing that is tried, for an organization: what the staff find in the morning. */
export interface Troubles {
    /** A part of all names, by which they are found. */
    mark: string;
    recipient: string;
    eventId: string;
    commandId: string;
}

export async function makeTrouble(organizationId: string): Promise<Troubles> {
    const mark = randomUUID();
    const recipient = `${mark}@example.com`;
    const eventId = `evt_${mark}`;
    const body = {
        id: eventId,
        type: "product.updated",
        data: { object: { object: "customer", id: `cus_${mark}`, name: "Ada Lovelace", email: recipient, balance: 7 } },
    };
    const letter = { full_name: "Ada", organization_name: "Analytical Engines", url: `https://example.com/#token=${mark}`, expires_hours: 48 };
    const commandId = await inDatabase(async (client) => {
        await client.query(
            `with letter as (
                select notify.enqueue('verify_email', $1, $2, null, $3::jsonb, $1) as id
            )
            select from letter`,
            [recipient, organizationId, JSON.stringify(letter)],
        );
        await client.query(
            `update notify.emails
            set status = 'failed', attempts = 8, last_error = '550 mailbox full', finished_at = util.wall_clock(),
                leased_by = null, leased_until = null
            where recipient = $1`,
            [recipient],
        );
        await client.query(
            `insert into webhooks.stripe_events (
                id, type, object_kind, object_id, livemode, created_at, received_at, body, status
            )
            values ($1, $2, 'product', $3, false, util.now(), util.wall_clock(), $4, 'parked')`,
            [eventId, body.type, body.data.object.id, JSON.stringify(body)],
        );
        const { rows } = await client.query<{ id: string }>(
            `insert into billing.stripe_commands (
                organization_id, kind, idempotency_key, status, attempts, error, created_at, finished_at, next_attempt_at
            )
            values (
                $1, 'portal_session.create', $2, 'failed', 3, '{"message": "No such customer"}', util.wall_clock(),
                util.wall_clock(), util.wall_clock()
            )
            returning id`,
            [organizationId, mark],
        );
        return rows[0]?.id ?? "";
    });
    return { mark, recipient, eventId, commandId };
}

/** What an authenticator app shows now, or so many steps of 30 seconds later (RFC 6238). */
export function codeOf(secret: Buffer, steps = 0): string {
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
    const digest = createHmac("sha1", secret).update(step).digest();
    const offset = digest[19]! & 15;
    return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Sign in with password and code, on the screen that is made for it. */
export async function signInStaff(page: Page, staff: Staff): Promise<void> {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(staff.email);
    await page.getByLabel("Password").fill(staff.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    if (staff.secret) {
        await page.getByLabel("Code", { exact: true }).fill(codeOf(staff.secret));
        await page.getByRole("button", { name: "Sign in" }).click();
    }
    await expect(page).not.toHaveURL(/sign-in/);
}
