import type { MetaDescriptor } from "react-router";

import { ORIGIN } from "./origin";

/** What a page says about itself to search engines and to whoever shares it. */
export function pageMeta(page: { path: string; title: string; description: string; data?: object }): MetaDescriptor[] {
    const url = `${ORIGIN}${page.path}`;
    return [
        { title: page.title },
        { name: "description", content: page.description },
        { tagName: "link", rel: "canonical", href: url },
        { property: "og:type", content: "website" },
        { property: "og:site_name", content: "Unison" },
        { property: "og:title", content: page.title },
        { property: "og:description", content: page.description },
        { property: "og:url", content: url },
        { property: "og:image", content: `${ORIGIN}/og.png` },
        { property: "og:image:width", content: "1200" },
        { property: "og:image:height", content: "630" },
        { property: "og:image:alt", content: "A production board: work orders planned on machines over a week" },
        { name: "twitter:card", content: "summary_large_image" },
        ...(page.data ? [{ "script:ld+json": page.data }] : []),
    ] as MetaDescriptor[];
}
