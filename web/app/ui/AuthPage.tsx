import type { ReactNode } from "react";

/** One screen of signing in, or up, or of a link out of a letter. */
export function AuthPage({ title, lead, children, aside }: { title: string; lead?: ReactNode; children?: ReactNode; aside?: ReactNode }) {
    return (
        <>
            <title>{`${title} · Unison`}</title>
            <div className="card grid gap-6 p-6 sm:p-8">
                <div>
                    <h1 className="font-display text-2xl font-semibold tracking-tight">{title}</h1>
                    {lead && <p className="mt-1.5 text-ink-2">{lead}</p>}
                </div>
                {children}
            </div>
            {aside && <p className="mt-5 text-center text-sm text-ink-2">{aside}</p>}
        </>
    );
}

export const LINK = "font-medium text-brand-ink underline underline-offset-4";
