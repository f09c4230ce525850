import { expect, type APIRequestContext, type Page } from "@playwright/test";

import { stripe } from "./stripe.ts";

const PASSWORD = "correct horse battery staple";

/** Somebody who has just signed up, and owns an organization on trial. */
export class Owner {
    readonly password = PASSWORD;

    private constructor(
        private readonly request: APIRequestContext,
        private readonly token: string,
        readonly email: string,
        readonly organizationId: string,
    ) {}

    static async signUp(request: APIRequestContext): Promise<Owner> {
        const email = `browser.${crypto.randomUUID()}@example.com`;
        const answer = await request.post("/api/v1/rpc/sign_up", {
            data: { email, password: PASSWORD, organization_name: "Browser Works", full_name: "Bea Browser" },
        });
        expect(answer.status()).toBe(200);
        const session = (await answer.json()) as { access_token: string; organization_id: string };
        return new Owner(request, session.access_token, email, session.organization_id);
    }

    /** Sign in by the screen that is made for it, and go on to a page. */
    async signIn(page: Page, path = "/billing"): Promise<void> {
        await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
        await page.getByLabel("E-mail").fill(this.email);
        await page.getByLabel("Password").fill(this.password);
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.waitForURL(`**${path}`);
    }

    /** Rows of a view of the API. */
    async read<Row>(path: string): Promise<Row[]> {
        const answer = await this.request.get(`/api/v1/${path}`, { headers: this.headers() });
        expect(answer.ok()).toBe(true);
        return (await answer.json()) as Row[];
    }

    /** Call a function of the API. */
    async call<Answer>(name: string, data: Record<string, unknown> = {}): Promise<Answer> {
        const answer = await this.request.post(`/api/v1/rpc/${name}`, { headers: this.headers(), data });
        expect(answer.ok(), await answer.text()).toBe(true);
        return (answer.status() === 204 ? undefined : await answer.json()) as Answer;
    }

    /** Buy a plan by the API, for what happens afterwards. */
    async buy(planCode: string): Promise<void> {
        const session = (await this.startCheckout(planCode)).split("/").pop();
        await stripe.control("complete_checkout", { session, outcome: "pay" });
        await expect.poll(() => this.status()).toBe("active");
    }

    /** Ask for a checkout, and return the page to pay on. */
    async startCheckout(planCode: string): Promise<string> {
        const wish = { plan_code: planCode, cycle: "monthly", end_trial: true };
        const { id } = await this.call<{ id: string }>("start_checkout", wish);
        await expect.poll(() => this.resultOf(id)).not.toBeNull();
        return (await this.resultOf(id)) as string;
    }

    private async resultOf(commandId: string): Promise<string | null | undefined> {
        const [row] = await this.read<{ result_url: string | null }>(`commands?id=eq.${commandId}`);
        return row?.result_url;
    }

    /** The status of the subscription, as the customer sees it. */
    async status(): Promise<string | undefined> {
        const [row] = await this.read<{ status: string }>("subscription?select=status");
        return row?.status;
    }

    private headers(): Record<string, string> {
        return { Authorization: `Bearer ${this.token}` };
    }
}

/** On a phone the places are behind a button; elsewhere they stand at the side. */
export async function openNavigation(page: Page): Promise<void> {
    const places = page.getByRole("navigation", { name: "Main" });
    const opener = page.getByRole("button", { name: "Open the navigation" });
    await expect(places.or(opener).filter({ visible: true }).first()).toBeVisible();
    if (await opener.isVisible()) await opener.click();
}

/** Sign out by the menu of a page. */
export async function signOut(page: Page, email: string): Promise<void> {
    await openNavigation(page);
    await page.getByRole("button", { name: email }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    // Nothing of whoever it was stays in the browser, but for its colours and how far down its pages were.
    const kept = await page.evaluate(async () => [
        ...Object.keys(localStorage).filter((key) => key !== "unison.theme"),
        ...Object.keys(sessionStorage).filter((key) => key !== "react-router-scroll-positions"),
        ...(await caches.keys()),
        ...(await indexedDB.databases()).map((one) => one.name),
    ]);
    const cookies = await page.context().cookies();
    expect([...kept, ...cookies.map((one) => one.name)]).toEqual([]);
}
