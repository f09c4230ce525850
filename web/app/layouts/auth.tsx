import { Outlet } from "react-router";

import { ProductionBoard } from "../marketing/ProductionBoard";
import { Logo } from "../ui/Logo";

/** The frame of the screens on which somebody becomes somebody. */
export default function AuthLayout() {
    return (
        <div className="grid min-h-dvh grid-cols-1 xl:grid-cols-2">
            <div className="grid grid-cols-1 grid-rows-[auto_1fr_auto] px-5 sm:px-8">
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
            <Picture />
        </div>
    );
}

/** What waits behind the door, where there is room for it. */
function Picture() {
    return (
        <div aria-hidden="true" className="sticky top-0 hidden h-dvh content-center gap-10 overflow-hidden border-l border-line bg-brand-soft/50 pl-14 xl:grid">
            <p className="max-w-md font-display text-4xl leading-tight font-semibold tracking-tight text-balance">
                The week on one board, at the machines and in the office
            </p>
            <ProductionBoard className="w-[68rem] max-w-none rounded-l-2xl border border-r-0 border-line bg-surface shadow-raised" />
        </div>
    );
}
