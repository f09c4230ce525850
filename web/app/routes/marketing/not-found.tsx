import type { MetaDescriptor } from "react-router";

import { buttonClass } from "~/ui/Button";

export const meta = (): MetaDescriptor[] => [
    { title: "Not found · Unison" },
    { name: "description", content: "There is no such page." },
    { name: "robots", content: "noindex" },
];

export default function NotFound() {
    return (
        <div className="mx-auto grid max-w-6xl justify-items-start gap-5 px-5 py-24 sm:py-32">
            <h1 className="font-display text-4xl font-semibold tracking-tight sm:text-5xl">There is no such page</h1>
            <p className="max-w-prose text-lg text-ink-2">The address may be mistyped, or the page has moved.</p>
            <p className="flex flex-wrap gap-3">
                <a href="/" className={buttonClass("primary")}>
                    To the start
                </a>
                <a href="/billing" className={buttonClass("secondary")}>
                    To the app
                </a>
            </p>
        </div>
    );
}
