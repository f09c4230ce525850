import type { ReactNode } from "react";

import { cx } from "./cx";

/** Names and what they are, one beneath the other: figures at the right. */
export function Facts({ facts, className }: { facts: readonly (readonly [ReactNode, ReactNode])[]; className?: string }) {
    return (
        <dl className={cx("grid content-start gap-y-2 text-sm", className)}>
            {facts.map(([name, value], index) => (
                <div key={index} className="flex flex-wrap items-baseline justify-between gap-x-4">
                    <dt className="text-ink-2">{name}</dt>
                    <dd className="figures ml-auto min-w-0 text-right font-medium wrap-anywhere">{value ?? "–"}</dd>
                </div>
            ))}
        </dl>
    );
}
