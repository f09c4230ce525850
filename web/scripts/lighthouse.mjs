// Measures the built pages with Lighthouse, each three times, and prints the median of each category:
//   set -a; . "$UNISON_STATE/env"; set +a; node scripts/lighthouse.mjs [PATH…]
//
// Exit code 1 if a marketing page is below 95 for performance, or below 100 for the rest. It says nothing
// of a machine that is busy: run it alone.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const MARKETING = ["/", "/pricing", "/faq", "/legal/terms"];
const LEAST = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const RUNS = 3;
const TRIES = 3;

const paths = process.argv.length > 2 ? process.argv.slice(2) : MARKETING;
const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
let isGood = true;
try {
    for (const path of paths) {
        const runs = [];
        for (let run = 0; run < RUNS; run += 1) runs.push(await measure(new URL(path, process.env.WEB_URL).href));
        const scores = Object.keys(LEAST).map((category) => {
            const score = median(runs.map((lhr) => Math.round(lhr.categories[category].score * 100)));
            if (score < LEAST[category]) isGood = false;
            return `${category} ${score}`;
        });
        console.log(`${path.padEnd(16)} ${scores.join("  ")}  CLS ${median(runs.map(shift)).toFixed(3)}`);
        for (const text of complaints(runs[0])) console.log(`    ${text}`);
    }
} finally {
    chrome.kill();
}
process.exitCode = isGood ? 0 : 1;

/** One report; sometimes a page's start is missed (NO_NAVSTART), and it is tried again. */
async function measure(url) {
    for (let attempt = 1; ; attempt += 1) {
        const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error", onlyCategories: Object.keys(LEAST) });
        if (!lhr.runtimeError) return lhr;
        if (attempt === TRIES) throw new Error(lhr.runtimeError.message);
    }
}

function shift(lhr) {
    return lhr.audits["cumulative-layout-shift"].numericValue;
}

function complaints(lhr) {
    return ["accessibility", "best-practices", "seo"].flatMap((category) =>
        lhr.categories[category].auditRefs
            .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
            .map(({ id }) => `${id}: ${lhr.audits[id].title}`),
    );
}

function median(values) {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
