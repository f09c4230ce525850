import { Outlet } from "react-router";

import { Logo } from "../ui/Logo";

/** The frame of the screens on which somebody becomes somebody. */
export default function AuthLayout() {
    return (
        <div className="grid min-h-dvh grid-rows-[auto_1fr_auto] px-5">
            <header className="py-5">
                <a href="/" className="inline-flex min-h-10 items-center gap-2.5 font-display text-lg font-semibold">
                    <Logo className="size-6 text-brand" />
                    Unison
                </a>
            </header>
            <main id="content" className="mx-auto w-full max-w-md self-center py-8">
                <Outlet />
            </main>
            <footer className="flex flex-wrap justify-center gap-x-6 gap-y-1 py-5 text-sm text-ink-3">
                <a href="/legal/terms" className="inline-flex min-h-6 items-center hover:underline">
                    Terms
                </a>
                <a href="/legal/privacy" className="inline-flex min-h-6 items-center hover:underline">
                    Privacy
                </a>
                <a href="/faq" className="inline-flex min-h-6 items-center hover:underline">
                    Questions
                </a>
            </footer>
        </div>
    );
}
