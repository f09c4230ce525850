// Measures in a browser how long the staff wait for the screens of the running instance: from a click, a
// choice or a letter typed until everything is shown that was asked for. Prints a line of JSON for each
// (`make bench SECTION=web` reads them, of 1,200 organizations):
//   set -a; . "$UNISON_STATE/env"; set +a; node scripts/measure-screens.mjs [PART OF A NAME]
//
// Beside each stands what its slowest request takes by itself, asked from here in the same run: everything is
// asked for at once, so no screen can be quicker.

import { chromium } from "@playwright/test";

import { signInOperator } from "./session.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const ASKED_ALONE = 5;

const LIST = "/admin/organizations";
/** Has nothing that another screen shows. */
const ELSEWHERE = "/admin/drift";

const opened = (path) => ({ from: ELSEWHERE, act: { click: `nav[aria-label=Main] a[href="${path}"]` } });
const chosen = (label, value) => ({ from: LIST, act: { choose: `select[aria-label="${label}"]`, value } });
const addressed = (path) => ({ to: path });

const STEPS = {
    "organizations, opened": opened(LIST),
    "organizations, by status": chosen("Status", "active"),
    "organizations, by risk": chosen("Risk", "usage_falling"),
    "organizations, in order of names": chosen("Order", "name"),
    "organizations, in order of trials": chosen("Order", "trial_ends_at"),
    "organizations, in order of MRR": chosen("Order", "mrr_cents"),
    "organizations, next page": { from: LIST, act: { click: "nav[aria-label=Pages] button:last-child" } },
    "organizations, typed": { from: LIST, act: { type: "input[type=search]", text: "wor" } },
    "one organization, opened": { from: LIST, act: { click: "tbody tr:nth-child(3) a" } },
    "dashboard, opened": opened("/admin"),
    "revenue, opened": opened("/admin/revenue"),
    "dashboard, by its address": addressed("/admin"),
    "revenue, by its address": addressed("/admin/revenue"),
    "movements, by their address": addressed("/admin/revenue/movements"),
    "retention, by its address": addressed("/admin/revenue/retention"),
    "acquisition, by its address": addressed("/admin/revenue/acquisition"),
    "forecasts, by their address": addressed("/admin/revenue/forecasts"),
};

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
});
try {
    const context = await browser.newContext({ baseURL: process.env.WEB_URL, viewport: { width: 1280, height: 900 } });
    await signInOperator(context);
    await context.addInitScript(watch);
    for (const [name, step] of Object.entries(STEPS)) {
        if (name.includes(process.argv[2] ?? "")) console.log(JSON.stringify({ name, ...(await measure(context, step)) }));
    }
} finally {
    await browser.close();
}

async function measure(context, step) {
    const page = await context.newPage();
    const times = [];
    let asked = [];
    page.on("request", (request) => request.url().includes("/api/") && asked.push(request));
    for (let round = 0; round < ROUNDS; round += 1) {
        if (step.from) {
            await page.goto(step.from);
            await page.evaluate(() => globalThis.untilShown(0));
        }
        asked = [];
        if (step.to) await page.goto(step.to, { waitUntil: "commit" });
        times.push(await page.evaluate((act) => globalThis.untilShown(1, act), step.act));
    }
    const alone = [];
    for (const request of asked) alone.push(await askAlone(context, request));
    const sent = await Promise.all(asked.map(async (request) => (await request.sizes()).responseBodySize));
    await page.close();
    return { times, alone: Math.max(...alone), requests: asked.length, bytes: sent.reduce((sum, size) => sum + size, 0) };
}

/** The least that a request takes, once it is the only one. */
async function askAlone(context, request) {
    const times = [];
    for (let number = 0; number < ASKED_ALONE; number += 1) {
        const began = performance.now();
        await context.request.fetch(request);
        times.push(performance.now() - began);
    }
    return Math.min(...times);
}

/** In the page: counts what is asked for, and tells when all of it is shown. */
function watch() {
    const QUIET_MS = 50;
    let begun = 0;
    let underWay = 0;
    const { fetch } = globalThis;
    globalThis.fetch = async (...request) => {
        begun += 1;
        underWay += 1;
        try {
            return await fetch(...request);
        } finally {
            underWay -= 1;
        }
    };

    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isShown = () => underWay === 0 && !document.querySelector(".animate-pulse, [aria-busy=true]");

    const set = (element, value, event) => {
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value").set.call(element, value);
        element.dispatchEvent(new Event(event, { bubbles: true }));
    };

    /** Do something and return after how many milliseconds it is shown, if it asks for so much at least. */
    globalThis.untilShown = async (least, act) => {
        const began = act ? performance.now() : 0;
        const before = act ? begun : 0;
        if (act?.click) document.querySelector(act.click).click();
        if (act?.choose) set(document.querySelector(act.choose), act.value, "change");
        if (act?.type) set(document.querySelector(act.type), act.text, "input");
        let shownAt = null;
        while (shownAt === null || performance.now() - shownAt < QUIET_MS) {
            await frame();
            if (begun - before < least || !isShown()) shownAt = null;
            else shownAt ??= performance.now();
        }
        return shownAt - began;
    };
}
