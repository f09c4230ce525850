// Draws docs/screens/*.webp, the pictures of the README, from a running instance with the demo's book
// (`make screenshots` after `UNISON_DEMO=book make up`):
//   set -a; . "$UNISON_STATE/env"; set +a; node scripts/draw-screens.mjs [PART OF A NAME]

import { mkdirSync, writeFileSync } from "node:fs";

import { chromium } from "@playwright/test";

import { signInDemo, signInOperator } from "./session.mjs";

const FOLDER = new URL("../../docs/screens/", import.meta.url);
const MOST_BYTES = 150_000;
const SIZE = { width: 1440, height: 960 };

const nobody = async () => {};

const SCREENS = [
    { name: "landing", path: "/", who: nobody },
    { name: "pricing", path: "/pricing", who: nobody, theme: "dark" },
    { name: "billing", path: "/billing", who: signInDemo },
    { name: "plan-change", path: "/billing/plans?plan=enterprise", who: signInDemo, ready: "text=Due now" },
    { name: "admin", path: "/admin", who: signInOperator },
    { name: "organizations", path: "/admin/organizations", who: signInOperator, ready: "tbody a" },
    { name: "organization", path: "/admin/organizations?q=Demo+Works", who: signInOperator, follow: "tbody a", theme: "dark" },
    { name: "revenue", path: "/admin/revenue", who: signInOperator, ready: "main svg" },
    { name: "revenue-dark", path: "/admin/revenue", who: signInOperator, ready: "main svg", theme: "dark" },
    { name: "cohorts", path: "/admin/revenue/retention", who: signInOperator, ready: "main svg", show: "Cohorts" },
];

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
});
mkdirSync(FOLDER, { recursive: true });
/** Cookies by who has signed in: once for all pictures. */
const sessions = new Map();
try {
    for (const screen of SCREENS.filter(({ name }) => name.includes(process.argv[2] ?? ""))) await draw(screen);
} finally {
    await browser.close();
}

async function draw({ name, path, who, follow, ready = "h1", show, theme = "light" }) {
    const context = await browser.newContext({
        baseURL: process.env.WEB_URL,
        viewport: SIZE,
        colorScheme: theme,
        reducedMotion: "reduce",
        locale: "en-US",
        timezoneId: "UTC",
        storageState: sessions.get(who),
    });
    if (!sessions.has(who)) {
        await who(context);
        sessions.set(who, await context.storageState());
    }
    const page = await context.newPage();
    await page.goto(path);
    await shown(page, follow ?? ready);
    if (follow) {
        await page.locator(follow).first().click();
        await page.waitForURL((url) => `${url.pathname}${url.search}` !== path);
        await shown(page, ready);
    }
    if (show) await page.getByRole("heading", { name: show, exact: true }).evaluate((heading) => heading.scrollIntoView());
    const protocol = await context.newCDPSession(page);
    const { data } = await protocol.send("Page.captureScreenshot", { format: "webp", quality: 80 });
    const picture = Buffer.from(data, "base64");
    if (picture.length > MOST_BYTES) throw new Error(`${name} has ${picture.length} bytes, more than ${MOST_BYTES}`);
    writeFileSync(new URL(`${name}.webp`, FOLDER), picture);
    console.log(`docs/screens/${name}.webp: ${Math.ceil(picture.length / 1024)} kB`);
    await context.close();
}

/** Wait until what is asked for is there, and drawn in its typeface. */
async function shown(page, selector) {
    await page.locator(selector).first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.waitForFunction(() => !document.querySelector(".animate-pulse, [aria-busy=true]"));
    await page.evaluate(() => document.fonts.ready);
}
