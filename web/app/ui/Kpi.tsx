import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "./cx";
import { Definition } from "./Definition";

interface KpiProps {
    label: string;
    definition: ReactNode;
    value: number | null;
    /** The same figure before, and when that was. */
    before?: number | null;
    since?: string;
    format: (value: number) => string;
    /** By how much it differs from before, in words. */
    change?: (value: number, before: number) => string;
    /** More of it is worse; null where it is neither better nor worse. */
    isLoss?: boolean | null;
    children?: ReactNode;
}

/** A figure, what it was before, and what it means. */
export function Kpi({ label, definition, value, before = null, since, format, change, isLoss = false, children }: KpiProps) {
    return (
        <div className="card grid content-start gap-1 p-4 print:p-2" role="group" aria-label={label}>
            <div className="flex items-center justify-between gap-2">
                <p className="text-sm text-ink-2">{label}</p>
                <Definition of={label}>{definition}</Definition>
            </div>
            <p className="figures font-display text-2xl font-semibold tracking-tight">
                {value === null ? "–" : format(value)}
            </p>
            {value !== null && before !== null && (
                <p className="flex items-center gap-1 text-sm text-ink-3 print:text-xs">
                    <Direction value={value} before={before} isLoss={isLoss} />
                    <span>
                        {change && <span className="figures font-medium text-ink-2">{change(value, before)} </span>}
                        from <span className="figures">{format(before)}</span>
                        {since && ` ${since}`}
                    </span>
                </p>
            )}
            {children}
        </div>
    );
}

function Direction({ value, before, isLoss }: { value: number; before: number; isLoss: boolean | null }) {
    if (value === before) return <ArrowRight className="size-4 shrink-0" aria-label="The same" />;
    const isUp = value > before;
    const Icon = isUp ? ArrowUpRight : ArrowDownRight;
    return (
        <Icon
            className={cx("size-4 shrink-0", isLoss === null ? "text-ink-3" : isUp === isLoss ? "text-bad" : "text-good")}
            aria-label={isUp ? "Up" : "Down"}
        />
    );
}
