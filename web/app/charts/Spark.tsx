import { line } from "d3-shape";

/** The course of a figure at a glance; what it says stands beside it in words. */
export function Spark({ values, className }: { values: readonly number[]; className?: string }) {
    if (values.length < 2) return null;
    const low = Math.min(...values);
    const span = Math.max(...values) - low || 1;
    const path = line<number>()
        .x((_, index) => (index / (values.length - 1)) * 96 + 2)
        .y((value) => 22 - ((value - low) / span) * 20);
    return (
        <svg viewBox="0 0 100 24" preserveAspectRatio="none" className={className ?? "h-6 w-24"} aria-hidden="true">
            <path
                d={path([...values]) ?? ""}
                fill="none"
                strokeWidth={1.75}
                vectorEffect="non-scaling-stroke"
                className="stroke-chart-1"
            />
        </svg>
    );
}
