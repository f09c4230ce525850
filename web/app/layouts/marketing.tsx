import { Outlet } from "react-router";

import { buttonClass } from "../ui/Button";
import { Logo } from "../ui/Logo";

const PAGES = [
    { to: "/#product", label: "Product" },
    { to: "/pricing", label: "Pricing" },
    { to: "/faq", label: "Questions" },
];

/** The frame of the pages that anybody may read. They are plain links: React is not loaded there. */
export default function MarketingLayout() {
    return (
        <>
            <a
                href="#content"
                className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-control focus:bg-surface focus:px-4 focus:py-2"
            >
                Skip to the content
            </a>
            <header className="border-b border-line bg-canvas">
                <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-8 gap-y-2 px-5 py-3.5">
                    <a href="/" className="inline-flex min-h-10 items-center gap-2.5 font-display text-lg font-semibold">
                        <Logo className="size-6 text-brand" />
                        Unison
                    </a>
                    <nav aria-label="Site" className="order-last -mx-2 flex gap-1 max-sm:w-full sm:order-none">
                        {PAGES.map((page) => (
                            <a
                                key={page.to}
                                href={page.to}
                                className="inline-flex min-h-9 items-center rounded-control px-2 text-sm font-medium text-ink-2 hover:text-ink"
                            >
                                {page.label}
                            </a>
                        ))}
                    </nav>
                    <div className="ml-auto flex items-center gap-2">
                        <ThemeButton />
                        <a href="/sign-in" data-signed-out className={buttonClass("quiet", "md", "max-sm:px-2")}>
                            Sign in
                        </a>
                        <a href="/sign-up" data-signed-out className={buttonClass("primary", "md", "max-sm:px-3")}>
                            <span className="max-sm:hidden">Start free trial</span>
                            <span className="sm:hidden">Try it</span>
                        </a>
                        <a href="/billing" data-signed-in hidden className={buttonClass("primary")}>
                            Open the app
                        </a>
                    </div>
                </div>
            </header>
            <main id="content" tabIndex={-1}>
                <Outlet />
            </main>
            <Foot />
            <script src="/marketing.js" defer />
        </>
    );
}

/** public/marketing.js gives it its work, and shows it. */
function ThemeButton() {
    return (
        <button
            type="button"
            data-theme-button
            hidden
            aria-label="Change between light and dark"
            title="Change between light and dark"
            className="inline-grid size-10 place-items-center rounded-control text-ink-2 hover:bg-sunken hover:text-ink"
        >
            <svg viewBox="0 0 20 20" className="size-5" aria-hidden="true">
                <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
                <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
            </svg>
        </button>
    );
}

function Foot() {
    const columns = [
        {
            title: "Product",
            links: [
                { to: "/#product", label: "What it does" },
                { to: "/pricing", label: "Pricing" },
                { to: "/faq", label: "Questions" },
            ],
        },
        {
            title: "Account",
            links: [
                { to: "/sign-up", label: "Start a trial" },
                { to: "/sign-in", label: "Sign in" },
            ],
        },
        {
            title: "Legal",
            links: [
                { to: "/legal/terms", label: "Terms" },
                { to: "/legal/privacy", label: "Privacy" },
                { to: "/legal/imprint", label: "Imprint" },
            ],
        },
    ];
    return (
        <footer className="mt-24 border-t border-line bg-surface">
            <div className="mx-auto grid max-w-6xl gap-10 px-5 py-12 sm:grid-cols-[1.6fr_1fr_1fr_1fr]">
                <div className="grid content-start gap-3">
                    <p className="flex items-center gap-2.5 font-display text-lg font-semibold">
                        <Logo className="size-6 text-brand" />
                        Unison
                    </p>
                    <p className="max-w-xs text-sm text-ink-2">Production planning and execution for plants that make things.</p>
                </div>
                {columns.map((column) => (
                    <nav key={column.title} aria-label={column.title} className="grid content-start gap-1">
                        <p className="mb-1 text-sm font-semibold">{column.title}</p>
                        {column.links.map((link) => (
                            <a
                                key={link.to}
                                href={link.to}
                                className="inline-flex min-h-7 items-center text-sm text-ink-2 hover:text-ink hover:underline"
                            >
                                {link.label}
                            </a>
                        ))}
                    </nav>
                ))}
            </div>
        </footer>
    );
}
