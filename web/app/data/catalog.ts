/** The catalogue as the pages about prices need it; catalog.json is written from the database. */
import catalog from "./catalog.json";

export type Cycle = "monthly" | "annual";

interface Price {
    currency: string;
    cycle: string;
    unit_amount_cents: number;
}

export const CURRENCY = "usd";
export const { plans, add_ons: addOns, features } = catalog;
export type Plan = (typeof plans)[number];
export type Feature = (typeof features)[number];

export function priceOf(sold: { code: string; prices: readonly Price[] }, cycle: Cycle): number {
    const price = sold.prices.find((one) => one.cycle === cycle && one.currency === CURRENCY);
    if (!price) throw new Error(`${sold.code} has no ${cycle} price in ${CURRENCY}`);
    return price.unit_amount_cents;
}

/** What a plan grants of a feature: undefined if nothing, null if without limit. */
export function grantOf(feature: Feature, plan: Plan): { limit: number | null } | undefined {
    const grants: Record<string, { granted: boolean; limit_value: number | null }> = feature.plans;
    const grant = grants[plan.code];
    return grant?.granted ? { limit: grant.limit_value } : undefined;
}
