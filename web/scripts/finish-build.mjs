// Makes what `react-router build` has written ready for the gateway:
// - pages that anybody may read lose React: they say all they say without it (facts: 8 KB instead of 150);
// - sitemap.xml lists them;
// - scripts and styles have a compressed copy beside them;
// - build/pages.conf tells nginx the hashes of inline scripts, and which addresses are screens of the app.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const CLIENT = "build/client";
const FALLBACK = `${CLIENT}/__spa-fallback.html`;

// As app/lib/origin.ts.
const ORIGIN = "https://origin.invalid";

const hashes = new Set();
const addresses = [];
for (const page of htmlFiles()) {
    let html = readFileSync(page, "utf8");
    if (page !== FALLBACK) {
        html = withoutReact(html);
        writeFileSync(page, html);
        const address = page.slice(CLIENT.length).replace(/\/?index\.html$/, "");
        if (address !== "/404") addresses.push(`${ORIGIN}${address || "/"}`);
    }
    for (const [, attributes, text] of html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
        // Data is not run, and needs no leave.
        if (/\bsrc=|application\/ld\+json/.test(attributes)) continue;
        hashes.add(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    }
}
cpSync(`${CLIENT}/404/index.html`, `${CLIENT}/404.html`);
rmSync(`${CLIENT}/404`, { recursive: true });

writeFileSync(
    `${CLIENT}/sitemap.xml`,
    `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${addresses.map((address) => `    <url><loc>${address}</loc></url>\n`).join("")}</urlset>
`,
);

for (const name of readdirSync(`${CLIENT}/assets`)) {
    const path = `${CLIENT}/assets/${name}`;
    if (/\.(css|js)$/.test(name)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
}

const screens = appPaths(JSON.parse(execFileSync("node_modules/.bin/react-router", ["routes", "--json"], { encoding: "utf8" })));
writeFileSync(
    "build/pages.conf",
    `# Written by web/scripts/finish-build.mjs.

map "" $script_hashes {
    default " ${[...hashes].sort().join(" ")}";
}

map $uri $app_page {
    default "";
    "~^/(${screens.join("|")})/?$" /__spa-fallback.html;
}
`,
);

function htmlFiles() {
    return readdirSync(CLIENT, { recursive: true })
        .filter((name) => name.endsWith(".html"))
        .map((name) => `${CLIENT}/${name}`)
        .sort();
}

/** Keeps the script of the theme, the page's own small one, and data. */
function withoutReact(html) {
    return html
        .replaceAll(/<script([^>]*)>(.*?)<\/script>/gs, (script, attributes, text) =>
            /src="\/marketing\.js"|application\/ld\+json/.test(attributes) || text.includes("dataset.theme") ? script : "",
        )
        .replaceAll(/<link rel="modulepreload"[^>]*>/g, "");
}

/** Addresses of the routes that were not prerendered, as patterns. */
function appPaths(routes, parent = "") {
    return routes
        .flatMap((route) => {
            const path = [parent, route.path].filter(Boolean).join("/");
            if (route.children) return appPaths(route.children, path);
            return route.file.includes("/marketing/") ? [] : [path.replaceAll(/:\w+/g, "[^/]+").replace(/\*$/, ".+")];
        })
        .filter(Boolean)
        .sort();
}
