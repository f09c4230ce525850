// Draws public/og.png, what is shown where a page is shared, from the running landing page:
//   set -a; . "$UNISON_STATE/env"; set +a; node scripts/draw-og.mjs

import { chromium } from "@playwright/test";

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ bypassCSP: true, viewport: { width: 1200, height: 630 }, colorScheme: "light" });
await page.goto(process.env.WEB_URL);
await page.addStyleTag({
    content: `
        header nav, header .ml-auto, h1 + div { display: none !important; }
        header { border: 0 !important; }
        h1 { margin-top: -3rem; font-size: 4rem !important; white-space: nowrap; }
        #product { padding-top: 2rem !important; }
    `,
});
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: "public/og.png" });
await browser.close();
