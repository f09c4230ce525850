/** Organizations with a version of a plan that is not sold any more, on clocks of their own. */
import { randomUUID } from "node:crypto";

import type { APIRequestContext } from "@playwright/test";

import { Owner } from "./person.ts";
import { inDatabase } from "./staff.ts";

interface Move {
    /** Which version of Starter they have. */
    version: number;
    /** Of organizations, the last of which is leaving. */
    names: string[];
    organizationIds: string[];
    leaverId: string;
}

const PRICE_CENTS = 2_900;

export async function prepareMove(request: APIRequestContext): Promise<Move> {
    const owners = [await Owner.signUp(request), await Owner.signUp(request), await Owner.signUp(request)];
    const organizationIds = owners.map((owner) => owner.organizationId).toSorted();
    const mark = randomUUID().slice(0, 8);
    const names = organizationIds.map((_, index) => `Mover ${mark} ${index + 1}`);
    const version = await inDatabase(async (client) => {
        // Published for long after this: nobody else can buy it meanwhile.
        const { rows } = await client.query<{ id: string; version: number }>(
            `insert into catalog.plan_versions (plan_code, version, reason)
            select 'starter', max(v.version) + 1, 'For a test' from catalog.plan_versions as v where v.plan_code = 'starter'
            returning id, version`,
        );
        const { id, version } = rows[0]!;
        await client.query(
            `insert into catalog.plan_features (plan_version_id, feature_code, limit_value, mode)
            select $1, f.feature_code, f.limit_value, f.mode
            from catalog.plan_features as f
            inner join catalog.current_plan_versions() as c on f.plan_version_id = c.plan_version_id
            where c.plan_code = 'starter'`,
            [id],
        );
        await client.query(
            `insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
            values ('starter_monthly_v' || $2::integer, $1, 'monthly', 'usd', $3)`,
            [id, version, PRICE_CENTS],
        );
        await client.query("update catalog.plan_versions set published_at = util.now() + interval '100 years' where id = $1", [id]);
        await client.query("update identity.organizations set is_sandbox = true where id = any($1)", [organizationIds]);
        await client.query("update identity.organizations as o set name = n.name from unnest($1::uuid[], $2::text[]) as n (id, name) where o.id = n.id", [
            organizationIds,
            names,
        ]);
        await client.query(
            "select billing.start_contract(o.id, 'starter', 'monthly', '{}', 30, null, null, 0, null, 'Signed') from unnest($1::uuid[]) as o (id)",
            [organizationIds],
        );
        await client.query(
            `update billing.contracts
            set next_state = jsonb_build_object('items', billing.agreed_items($2, 'monthly', 'usd'))
            where organization_id = any($1)`,
            [organizationIds, id],
        );
        return version;
    });
    await passPeriod(organizationIds);
    const leaverId = organizationIds.at(-1)!;
    await inDatabase(async (client) => await client.query("select billing.cancel_contract($1, true, 'They leave')", [leaverId]));
    return { version, names, organizationIds, leaverId };
}

/** What the jobs do on these clocks. */
export async function settleMoves(organizationIds: readonly string[]): Promise<void> {
    await inDatabase(async (client) => {
        for (const id of organizationIds) await client.query("select billing.advance_migrations($1)", [id]);
    });
}

/** Their period ends. */
export async function passPeriod(organizationIds: readonly string[]): Promise<void> {
    await inDatabase(async (client) => {
        for (const id of organizationIds) {
            await client.query("select util.advance_clock($1, util.now($1) + interval '32 days')", [id]);
            await client.query("select billing.renew_manual_subscriptions($1)", [id]);
        }
    });
    await settleMoves(organizationIds);
}
