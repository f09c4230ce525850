import { useId, type ReactNode } from "react";

import { percent } from "../lib/format";
import { cx } from "./cx";

interface MeterProps {
    label: ReactNode;
    used: number;
    /** Null is unlimited. */
    limit: number | null;
    /** How the amounts are written. */
    text: (value: number) => string;
    note?: ReactNode;
}

/** How much of a limit is used; colour says the same as the words. */
export function Meter({ label, used, limit, text, note }: MeterProps) {
    const id = useId();
    const ratio = limit === null ? 0 : limit === 0 ? 1 : used / limit;
    const fill = ratio >= 1 ? "fill-bad" : ratio >= 0.8 ? "fill-chart-3" : "fill-brand";
    return (
        <div className="grid gap-1.5">
            <div className="flex items-baseline justify-between gap-3">
                <span id={id} className="font-medium">
                    {label}
                </span>
                <span className="figures text-sm text-ink-2">
                    {limit === null ? `${text(used)}, unlimited` : `${text(used)} of ${text(limit)}`}
                </span>
            </div>
            <svg
                role="meter"
                aria-labelledby={id}
                aria-valuemin={0}
                aria-valuemax={limit ?? used}
                aria-valuenow={Math.min(used, limit ?? used)}
                aria-valuetext={limit === null ? `${text(used)}, unlimited` : `${percent(ratio, 0)} used`}
                viewBox="0 0 100 2"
                preserveAspectRatio="none"
                className="h-2 w-full overflow-hidden rounded-full"
            >
                <rect width="100" height="2" className="fill-line" />
                <rect width={Math.min(100, ratio * 100)} height="2" className={fill} />
            </svg>
            <p className={cx("text-sm", ratio >= 1 ? "font-medium text-bad" : ratio >= 0.8 ? "text-warn" : "text-ink-3")}>
                {limit === null ? "No limit" : `${percent(ratio, 0)} used`}
                {note && <> · {note}</>}
            </p>
        </div>
    );
}
