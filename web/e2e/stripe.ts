/** The embedded Stripe, where a test lets cards fail and time pass. */
import { expect } from "@playwright/test";
import { readFileSync } from "node:fs";

const BASE = process.env.STRIPE_API_BASE ?? "";

function key(): string {
    const line = readFileSync(`${process.env.UNISON_STATE}/secrets.env`, "utf8")
        .split("\n")
        .find((text) => text.startsWith("STRIPE_API_KEY="));
    return (line?.slice("STRIPE_API_KEY=".length) ?? "").replaceAll(/["']/g, "");
}

export const stripe = {
    /** A control call, which only the embedded one has. */
    async control(name: string, wish: Record<string, unknown>): Promise<void> {
        const answer = await fetch(`${BASE}/_control/${name}`, {
            method: "POST",
            headers: { "X-Control": "1", "Content-Type": "application/json" },
            body: JSON.stringify(wish),
        });
        expect(answer.ok, await answer.text()).toBe(true);
    },

    /** Change something, as somebody at Stripe's own pages does. */
    async update(path: string, values: Record<string, string>): Promise<void> {
        const answer = await fetch(`${BASE}/v1/${path}`, {
            method: "POST",
            headers: { Authorization: `Bearer ${key()}` },
            body: new URLSearchParams(values),
        });
        expect(answer.ok, await answer.text()).toBe(true);
    },

    /** Whom Stripe knows by an address. */
    async customerOf(email: string): Promise<string> {
        const answer = await fetch(`${BASE}/v1/customers?email=${encodeURIComponent(email)}`, {
            headers: { Authorization: `Bearer ${key()}` },
        });
        const { data } = (await answer.json()) as { data: { id: string }[] };
        expect(data).toHaveLength(1);
        return data[0]!.id;
    },
};
