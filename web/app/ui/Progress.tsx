import { useId, type ReactNode } from "react";

import { number } from "../lib/format";

/** How far something has come that takes a while. */
export function Progress({ label, value, of, children }: { label: string; value: number; of: number; children?: ReactNode }) {
    const id = useId();
    return (
        <div className="grid gap-1.5">
            <div className="flex items-baseline justify-between gap-3 text-sm">
                <span id={id} className="font-medium">
                    {label}
                </span>
                <span className="figures text-ink-2">
                    {number(value)} of {number(of)}
                </span>
            </div>
            <progress aria-labelledby={id} value={value} max={Math.max(1, of)} className="h-2 w-full overflow-hidden rounded-full accent-brand" />
            {children && <p className="text-sm text-ink-3">{children}</p>}
        </div>
    );
}
