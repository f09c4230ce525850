// Measures the built pages of the running instance with Lighthouse, as on a phone: what anybody may read, and
// screens of customers and staff with a session of theirs. Prints each page's scores; exit code 1 if one is
// less than it has to be:
//   set -a; . "$UNISON_STATE/env"; set +a; node scripts/lighthouse.mjs [--steady] [PATH…]
//
// Performance says nothing of a machine that is busy: run it alone. `--steady` leaves it out, and measures one
// page of each kind: what it says is the same on any machine, so it is among the tests.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";

import { signInOperator, signUpOwner } from "./session.mjs";

const SCREENS = { accessibility: 100, "best-practices": 100 };
const KINDS = [
    {
        paths: ["/", "/pricing", "/faq", "/legal/terms"],
        least: { performance: 95, ...SCREENS, seo: 100 },
        signIn: () => {},
    },
    { paths: ["/billing", "/billing/plans", "/plants"], least: SCREENS, signIn: signUpOwner },
    { paths: ["/admin", "/admin/organizations", "/admin/revenue"], least: SCREENS, signIn: signInOperator },
];
const SHIFT = "cumulative-layout-shift";
/** What stood somewhere and moves: the part of the screen, times how far. */
const MOST_SHIFT = 0.05;
const RUNS = 3;
const TRIES = 3;

const isSteady = process.argv.includes("--steady");
const wanted = process.argv.slice(2).filter((argument) => argument.startsWith("/"));

const profile = mkdtempSync(join(tmpdir(), "unison-lighthouse-"));
const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"],
});
let isGood = true;
try {
    const port = Number(readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n")[0]);
    for (const { paths, least, signIn } of KINDS) {
        const chosen = wanted.length > 0 ? paths.filter((path) => wanted.includes(path)) : isSteady ? paths.slice(0, 1) : paths;
        if (chosen.length === 0) continue;
        await context.clearCookies();
        await signIn(context);
        for (const path of chosen) await report(port, path, least);
    }
} finally {
    await context.close();
    rmSync(profile, { recursive: true });
}
process.exitCode = isGood ? 0 : 1;

async function report(port, path, least) {
    const categories = Object.keys(least).filter((category) => !isSteady || category !== "performance");
    const found = [];
    let figures = [];
    while (found.length < RUNS && !isEnough(figures)) {
        // oxlint-disable-next-line no-await-in-loop -- two at once would disturb each other
        found.push(await measure(port, path, categories));
        figures = [...categories.map((category) => scoreOf(found, category, least[category])), shiftOf(found)];
    }
    if (!isReached(figures)) isGood = false;
    console.log(`${path.padEnd(20)} ${figures.map((figure) => figure.text).join("  ")}`);
    for (const text of complaints(found.at(-1), categories)) console.log(`    ${text}`);
}

/** What is missed once on a busy machine is asked again. */
function isEnough(figures) {
    return isSteady && isReached(figures);
}

function isReached(figures) {
    return figures.length > 0 && figures.every((figure) => figure.isGood);
}

function scoreOf(found, category, least) {
    const score = median(found.map((lhr) => Math.round(lhr.categories[category].score * 100)));
    return { text: `${category} ${score}`, isGood: score >= least };
}

function shiftOf(found) {
    const shift = median(found.map((lhr) => lhr.audits[SHIFT].numericValue));
    return { text: `CLS ${shift.toFixed(3)}`, isGood: shift < MOST_SHIFT };
}

/** One report; sometimes a page's start is missed (NO_NAVSTART), or what moved, and it is tried again. */
async function measure(port, path, categories) {
    const url = new URL(path, process.env.WEB_URL).href;
    const options = {
        port,
        logLevel: "error",
        onlyCategories: categories,
        onlyAudits: [SHIFT],
        // The session is in cookies.
        disableStorageReset: true,
    };
    for (let attempt = 1; ; attempt += 1) {
        // oxlint-disable-next-line no-await-in-loop
        const lhr = await lighthouse(url, options).then(
            (result) => result.lhr,
            (reason) => ({ runtimeError: reason }),
        );
        const failure = lhr.runtimeError?.message ?? lhr.audits[SHIFT].errorMessage;
        // Somebody whose session does not count is led elsewhere.
        if (!failure && lhr.finalDisplayedUrl !== url) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
        if (!failure) return lhr;
        if (attempt === TRIES) throw new Error(`${path}: ${failure}`);
    }
}

function complaints(lhr, categories) {
    return categories
        .filter((category) => category !== "performance")
        .flatMap((category) =>
            lhr.categories[category].auditRefs
                .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
                .map(({ id }) => `${id}: ${lhr.audits[id].title}`),
        );
}

function median(values) {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
