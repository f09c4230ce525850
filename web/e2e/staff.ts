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

/** What an authenticator app shows now (RFC 6238). */
export function codeOf(secret: Buffer): string {
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
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
