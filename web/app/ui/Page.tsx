import type { ReactNode } from "react";

/** The head of a screen: what it is, and what can be done on it. Its title is the document's, too. */
export function Page({
    title,
    lead,
    actions,
    children,
}: {
    title: string;
    lead?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}) {
    return (
        <>
            <title>{`${title} · Unison`}</title>
            <div className="grid grid-cols-1 gap-6">
                <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
                    <div className="min-w-0">
                        <h1 className="font-display text-2xl font-semibold tracking-tight sm:text-3xl">{title}</h1>
                        {lead && <p className="mt-1 max-w-2xl text-ink-2">{lead}</p>}
                    </div>
                    {actions && <div className="flex flex-wrap gap-3 print:hidden">{actions}</div>}
                </header>
                {children}
            </div>
        </>
    );
}

/** A part of a screen with a heading of its own. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
    return (
        <section className="grid grid-cols-1 content-start gap-3" aria-label={title}>
            <div className="flex flex-wrap items-center justify-between gap-3">
                <h2 className="font-display text-lg font-semibold">{title}</h2>
                {actions}
            </div>
            {children}
        </section>
    );
}
