import { useId } from "react";

import { cx } from "./cx";
import { InlineSelect } from "./Field";

const DAY = "h-9 rounded-control border border-line-strong/70 bg-surface px-2 text-sm figures";

interface DateRangeProps {
    /** Days as in 2026-11-22; `to` is the first day that no longer counts. */
    from: string;
    to: string;
    onChange: (range: { from: string; to: string }) => void;
    presets?: readonly { label: string; from: string; to: string }[];
    className?: string;
}

/** From a day up to, and without, another; days are UTC. */
export function DateRange({ from, to, onChange, presets = [], className }: DateRangeProps) {
    const id = useId();
    const chosen = presets.findIndex((preset) => preset.from === from && preset.to === to);
    return (
        <fieldset className={cx("flex flex-wrap items-center gap-2", className)}>
            <legend className="sr-only">Days (UTC)</legend>
            {presets.length > 0 && (
                <InlineSelect
                    label="Range"
                    value={chosen}
                    onChange={(event) => {
                        const preset = presets[Number(event.target.value)];
                        if (preset) onChange({ from: preset.from, to: preset.to });
                    }}
                >
                    {chosen < 0 && <option value={-1}>Custom</option>}
                    {presets.map((preset, index) => (
                        <option key={preset.label} value={index}>
                            {preset.label}
                        </option>
                    ))}
                </InlineSelect>
            )}
            <label htmlFor={`${id}-from`} className="sr-only">
                From
            </label>
            <input
                id={`${id}-from`}
                type="date"
                value={from}
                max={to}
                className={DAY}
                onChange={(event) => event.target.value && onChange({ from: event.target.value, to })}
            />
            <span aria-hidden="true">–</span>
            <label htmlFor={`${id}-to`} className="sr-only">
                Up to, and without
            </label>
            <input
                id={`${id}-to`}
                type="date"
                value={to}
                min={from}
                className={DAY}
                onChange={(event) => event.target.value && onChange({ from, to: event.target.value })}
            />
            <span className="text-sm text-ink-3">UTC</span>
        </fieldset>
    );
}
