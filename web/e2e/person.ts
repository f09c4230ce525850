import { expect, test as base, type APIRequestContext } from "@playwright/test";

/** Somebody who has just signed up, and owns an organization on trial. */
export class Owner {
    private constructor(
        private readonly request: APIRequestContext,
        private readonly token: string,
    ) {}

    static async signUp(request: APIRequestContext): Promise<Owner> {
        const answer = await request.post("/api/v1/rpc/sign_up", {
            data: {
                email: `browser.${crypto.randomUUID()}@example.com`,
                password: "correct horse battery staple",
                organization_name: "Browser Works",
                full_name: "Bea Browser",
            },
        });
        expect(answer.status()).toBe(200);
        const { access_token: token } = (await answer.json()) as { access_token: string };
        return new Owner(request, token);
    }

    /** Rows of a view of the API. */
    async read<Row>(path: string): Promise<Row[]> {
        const answer = await this.request.get(`/api/v1/${path}`, { headers: this.headers() });
        expect(answer.ok()).toBe(true);
        return (await answer.json()) as Row[];
    }

    /** Ask for a checkout, and return the page to pay on. */
    async startCheckout(planCode: string): Promise<string> {
        const answer = await this.request.post("/api/v1/rpc/start_checkout", {
            headers: this.headers(),
            data: { plan_code: planCode, cycle: "monthly", end_trial: true },
        });
        expect(answer.status()).toBe(202);
        const { id } = (await answer.json()) as { id: string };
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

/** A test in which the pages of our own may not complain. */
export const test = base.extend<{ owner: Owner; complaints: string[] }>({
    owner: async ({ request }, use) => {
        await use(await Owner.signUp(request));
    },
    complaints: [
        async ({ page, baseURL }, use) => {
            const complaints: string[] = [];
            page.on("console", (message) => {
                const ours = message.location().url.startsWith(baseURL ?? "");
                if (ours && message.type() === "error") complaints.push(message.text());
            });
            page.on("pageerror", (error) => complaints.push(error.message));
            await use(complaints);
            expect(complaints).toEqual([]);
        },
        { auto: true },
    ],
});
export { expect };
