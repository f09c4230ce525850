import { QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, isRouteErrorResponse } from "react-router";

import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import archivoUrl from "@fontsource-variable/archivo/files/archivo-latin-wght-normal.woff2?url";

import type { Route } from "./+types/root";
import stylesheetUrl from "./app.css?url";
import { createQueryClient } from "./lib/queries";
import { THEME_SCRIPT } from "./lib/theme";
import { Logo } from "./ui/Logo";
import { Toaster } from "./ui/Toast";

export const links: Route.LinksFunction = () => [
    { rel: "preload", href: interUrl, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
    { rel: "preload", href: archivoUrl, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
    { rel: "stylesheet", href: stylesheetUrl },
    { rel: "icon", href: "/logo.svg", type: "image/svg+xml" },
];

export function Layout({ children }: { children: ReactNode }) {
    return (
        <html lang="en" suppressHydrationWarning>
            <head>
                <meta charSet="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
                <Meta />
                <Links />
            </head>
            <body>
                {children}
                <ScrollRestoration />
                <Scripts />
            </body>
        </html>
    );
}

export default function Root() {
    const [queryClient] = useState(createQueryClient);
    return (
        <QueryClientProvider client={queryClient}>
            <Outlet />
            <Toaster />
        </QueryClientProvider>
    );
}

/** What is seen until the program has been loaded. */
export function HydrateFallback() {
    return (
        <div className="grid min-h-dvh place-items-center" role="status" aria-label="Loading">
            <Logo className="size-10 animate-pulse text-brand" />
        </div>
    );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
    const isMissing = isRouteErrorResponse(error) && error.status === 404;
    return (
        <main className="mx-auto grid min-h-dvh max-w-lg content-center gap-4 px-6">
            <title>{isMissing ? "Not found · Unison" : "Something failed · Unison"}</title>
            <Logo className="size-9 text-brand" />
            <h1 className="font-display text-3xl font-semibold">
                {isMissing ? "There is no such page" : "This page failed"}
            </h1>
            <p className="text-ink-2">
                {isMissing
                    ? "The address may be mistyped, or the page has moved."
                    : "The fault is ours, and nothing was changed. Loading the page again often helps."}
            </p>
            {!isMissing && error instanceof Error && (
                <pre className="overflow-x-auto rounded-control bg-sunken p-3 text-sm text-ink-2">{error.message}</pre>
            )}
            <p className="flex gap-4">
                <a className="font-medium text-brand-ink underline underline-offset-4" href={location.href}>
                    Load again
                </a>
                <a className="font-medium text-brand-ink underline underline-offset-4" href="/">
                    To the start
                </a>
            </p>
        </main>
    );
}
