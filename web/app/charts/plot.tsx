/** What the charts share: how wide they may be, their axes, and what is told under the pointer. */
import { scaleLinear } from "d3-scale";
import { useLayoutEffect, useRef, useState, type PointerEvent, type ReactNode, type RefObject } from "react";

export type Tone = 1 | 2 | 3 | 4 | 5 | 6 | "up" | "down";

/** Class names are written out, for Tailwind reads them. */
export const FILL: Record<Tone, string> = {
    1: "fill-chart-1",
    2: "fill-chart-2",
    3: "fill-chart-3",
    4: "fill-chart-4",
    5: "fill-chart-5",
    6: "fill-chart-6",
    up: "fill-chart-up",
    down: "fill-chart-down",
};
export const STROKE: Record<Tone, string> = {
    1: "stroke-chart-1",
    2: "stroke-chart-2",
    3: "stroke-chart-3",
    4: "stroke-chart-4",
    5: "stroke-chart-5",
    6: "stroke-chart-6",
    up: "stroke-chart-up",
    down: "stroke-chart-down",
};
const DOT: Record<Tone, string> = {
    1: "bg-chart-1",
    2: "bg-chart-2",
    3: "bg-chart-3",
    4: "bg-chart-4",
    5: "bg-chart-5",
    6: "bg-chart-6",
    up: "bg-chart-up",
    down: "bg-chart-down",
};

export const HEIGHT = 260;
export const MARGIN = { top: 12, right: 12, bottom: 28, left: 60 };
const LABEL_WIDTH = 64;
const FIRST_WIDTH = 640;

/** The width of an element, also after it has changed. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
    const element = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(FIRST_WIDTH);
    useLayoutEffect(() => {
        if (!element.current) return undefined;
        const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
        observer.observe(element.current);
        return () => observer.disconnect();
    }, []);
    return [element, width];
}

/** A scale from values to heights that holds zero and ends at round figures. */
export function valueScale(values: readonly number[], height = HEIGHT) {
    const low = Math.min(0, ...values);
    const high = Math.max(0, ...values);
    return scaleLinear([low, high === low ? low + 1 : high], [height - MARGIN.bottom, MARGIN.top]).nice(5);
}

/** Lines across, and what they stand for. */
export function ValueAxis({
    scale,
    width,
    format,
}: {
    scale: ReturnType<typeof valueScale>;
    width: number;
    format: (value: number) => string;
}) {
    return (
        <g aria-hidden="true">
            {scale.ticks(5).map((tick) => (
                <g key={tick} transform={`translate(0 ${scale(tick)})`}>
                    <line
                        x1={MARGIN.left}
                        x2={width - MARGIN.right}
                        className={tick === 0 ? "stroke-line-strong" : "stroke-chart-grid"}
                    />
                    <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end" className="figures fill-ink-3 text-[11px]">
                        {format(tick)}
                    </text>
                </g>
            ))}
        </g>
    );
}

/** As many labels beneath as there is room for, the last one always. */
export function LabelAxis({
    labels,
    position,
    width,
    height = HEIGHT,
}: {
    labels: readonly string[];
    position: (index: number) => number;
    width: number;
    height?: number;
}) {
    const room = Math.max(1, Math.floor((width - MARGIN.left - MARGIN.right) / LABEL_WIDTH));
    const step = Math.max(1, Math.ceil(labels.length / room));
    return (
        <g aria-hidden="true">
            {labels.map(
                (label, index) =>
                    (labels.length - 1 - index) % step === 0 && (
                        <text
                            key={label}
                            x={position(index)}
                            y={height - 8}
                            textAnchor="middle"
                            className="fill-ink-3 text-[11px]"
                        >
                            {label}
                        </text>
                    ),
            )}
        </g>
    );
}

export interface Told {
    label: string;
    text: string;
    tone?: Tone;
}

/**
 * An SVG with a note under the pointer. Whoever has no pointer reads the table, which says the same;
 * so the picture is one image with a name.
 */
export function Plot({
    label,
    width,
    height = HEIGHT,
    count,
    position,
    tell,
    children,
    frame,
}: {
    label: string;
    width: number;
    height?: number;
    /** How many places there are, and where each is. */
    count: number;
    position: (index: number) => number;
    tell: (index: number) => { title: string; rows: readonly Told[] };
    children: ReactNode;
    frame: RefObject<HTMLDivElement | null>;
}) {
    const [at, setAt] = useState<number | null>(null);
    const find = (event: PointerEvent<SVGSVGElement>) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
        let nearest = 0;
        for (let index = 1; index < count; index += 1) {
            if (Math.abs(position(index) - x) < Math.abs(position(nearest) - x)) nearest = index;
        }
        setAt(count > 0 ? nearest : null);
    };
    const told = at !== null && at < count ? tell(at) : null;
    const left = at === null ? 0 : position(at);
    return (
        <div ref={frame} className="relative min-w-0">
            <svg
                role="img"
                aria-label={label}
                width={width}
                height={height}
                viewBox={`0 0 ${width} ${height}`}
                className="block max-w-full"
                onPointerMove={find}
                onPointerLeave={() => setAt(null)}
            >
                {told && (
                    <line
                        x1={left}
                        x2={left}
                        y1={MARGIN.top}
                        y2={height - MARGIN.bottom}
                        className="stroke-line-strong"
                        strokeDasharray="3 3"
                    />
                )}
                {children}
            </svg>
            {told && (
                <div
                    aria-hidden="true"
                    className="pointer-events-none absolute top-2 z-10 grid min-w-36 gap-1 rounded-control border border-line bg-surface px-3 py-2 text-xs shadow-raised print:hidden"
                    style={left > width / 2 ? { right: width - left + 12 } : { left: left + 12 }}
                >
                    <p className="font-semibold">{told.title}</p>
                    {told.rows.map((row) => (
                        <p key={row.label} className="flex items-center gap-2">
                            {row.tone && <span className={`size-2 rounded-full ${DOT[row.tone]}`} />}
                            <span className="text-ink-2">{row.label}</span>
                            <span className="figures ml-auto pl-3 font-medium">{row.text}</span>
                        </p>
                    ))}
                </div>
            )}
        </div>
    );
}

/** What the colours stand for. */
export function Legend({ entries }: { entries: readonly { label: string; tone: Tone }[] }) {
    return (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
            {entries.map((entry) => (
                <li key={entry.label} className="flex items-center gap-1.5">
                    <span className={`size-2.5 rounded-sm ${DOT[entry.tone]}`} aria-hidden="true" />
                    {entry.label}
                </li>
            ))}
        </ul>
    );
}
