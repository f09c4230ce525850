// Signs in as the app does, in a browser of Playwright's: cookies from the API, and what lib/session.ts
// remembers of them.

import { createHmac } from "node:crypto";

const HEADERS = { "X-Session": "cookie", "X-Requested-With": "fetch" };
const STEP_MS = 30_000;

/** Sign in as the operator of the instance whose variables are in the environment. */
export async function signInOperator(context) {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, ADMIN_TOTP_SECRET: secret } = process.env;
    for (;;) {
        const code = codeOf(decodeBase32(secret), Date.now());
        const answer = await call(context, "sign_in", { email, password, code });
        if (answer.ok()) return await remember(context, await answer.json(), { email, kind: "staff" });
        const body = await answer.json();
        // A code counts once: somebody was here before us.
        if (body.code !== "second_factor_invalid") throw new Error(JSON.stringify(body));
        await new Promise((resolve) => setTimeout(resolve, STEP_MS - (Date.now() % STEP_MS)));
    }
}

/** Sign in as the owner of the demo's first organization. */
export async function signInDemo(context) {
    const { DEMO_EMAIL: email, DEMO_PASSWORD: password } = process.env;
    const answer = await call(context, "sign_in", { email, password });
    if (!answer.ok()) throw new Error(await answer.text());
    await remember(context, await answer.json(), { email, kind: "user" });
}

/** Sign up as the owner of a new organization. */
export async function signUpOwner(context) {
    const email = `owner.${crypto.randomUUID()}@example.com`;
    const answer = await call(context, "sign_up", {
        email,
        password: crypto.randomUUID(),
        full_name: "Olivia Owner",
        organization_name: "Measured Works",
    });
    if (!answer.ok()) throw new Error(await answer.text());
    await remember(context, await answer.json(), { email, kind: "user" });
}

export function call(context, name, body) {
    return context.request.post(`${process.env.WEB_URL}/api/v1/rpc/${name}`, { headers: HEADERS, data: body });
}

async function remember(context, answer, who) {
    const page = await context.newPage();
    await page.goto(`${process.env.WEB_URL}/404`);
    const session = {
        ...who,
        organizationId: answer.organization_id,
        expiresAt: Date.now() + answer.expires_in * 1000,
    };
    await page.evaluate((text) => localStorage.setItem("unison.session", text), JSON.stringify(session));
    await page.close();
}

/** What an authenticator app shows at a moment (RFC 6238). */
function codeOf(secret, moment) {
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(moment / STEP_MS)));
    const digest = createHmac("sha1", secret).update(step).digest();
    const offset = digest[19] & 15;
    return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function decodeBase32(text) {
    const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
    return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}
