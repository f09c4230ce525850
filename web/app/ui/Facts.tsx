import type { ReactNode } from "react";

import { cx } from "./cx";

interface FactsProps {
    facts: readonly (readonly [ReactNode, ReactNode])[];
    className?: string;
    /** What there is nothing of is left out. */
    isSparse?: boolean;
}

/** Names and what they are, one beneath the other: figures at the right. */
export function Facts({ facts, className, isSparse = false }: FactsProps) {
    const shown = isSparse ? facts.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false) : facts;
    return (
        <dl className={cx("grid content-start gap-y-2 text-sm", className)}>
            {shown.map(([name, value], index) => (
                <div key={index} className="flex flex-wrap items-baseline justify-between gap-x-4">
                    <dt className="text-ink-2">{name}</dt>
                    <dd className="figures ml-auto min-w-0 text-right font-medium wrap-anywhere">{value ?? "–"}</dd>
                </div>
            ))}
        </dl>
    );
}
