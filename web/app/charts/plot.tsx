/** What the charts share: how wide they may be, their axes, and what is told under the pointer. */
import { scaleLinear } from "d3-scale";
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject } from "react";

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

const HEIGHT = 260;
/** Where it is narrow: two beside each other on paper, or a phone. */
const LOW = 200;
const NARROW = 360;
export const MARGIN = { top: 12, right: 12, bottom: 28, left: 60 };
export const LABEL_WIDTH = 64;
const LETTER_WIDTH = 7;
/** How far beneath the first row of labels a second one is. */
export const ROW = 14;
const FIRST_WIDTH = 640;

/** How large a chart in an element may be, also after that has changed. */
export function useSize(): [RefObject<HTMLDivElement | null>, width: number, height: number] {
    const element = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(FIRST_WIDTH);
    useLayoutEffect(() => {
        if (!element.current) return undefined;
        const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
        observer.observe(element.current);
        return () => observer.disconnect();
    }, []);
    return [element, width, width < NARROW ? LOW : HEIGHT];
}

/** A scale from values to heights that holds its floor and ends at round figures. */
export function valueScale(values: readonly number[], height: number, floor = 0) {
    const low = Math.min(floor, ...values);
    const high = Math.max(floor, ...values);
    return scaleLinear([low, high === low ? low + 1 : high], [height - MARGIN.bottom, MARGIN.top]).nice(5);
}

/** Where an axis may begin that is read for differences, not for amounts: beneath the least by as much as all differ. */
export function floorOf(values: readonly number[]): number {
    const low = Math.min(...values);
    const high = Math.max(...values);
    // Where nearly nothing differs, an axis of nearly nothing would say the opposite.
    return high > low ? Math.max(0, Math.min(low - (high - low) / 2, high * 0.95)) : 0;
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

/** As many labels beneath as there is room for, the last one always; in several rows all of them. */
export function LabelAxis({
    labels,
    position,
    width,
    height,
    rows = 1,
}: {
    labels: readonly string[];
    position: (index: number) => number;
    width: number;
    /** Of the chart, without further rows. */
    height: number;
    /** All labels are written, each a row beneath the one before, so many rows. */
    rows?: number;
}) {
    const longest = Math.max(0, ...labels.map((label) => label.length));
    const room = Math.max(1, Math.floor((width - MARGIN.left - MARGIN.right) / Math.max(LABEL_WIDTH, longest * LETTER_WIDTH)));
    const step = rows > 1 ? 1 : Math.max(1, Math.ceil(labels.length / room));
    const anchor = (x: number) => (x > width - LABEL_WIDTH / 2 ? "end" : "middle");
    return (
        <g aria-hidden="true">
            {labels.map(
                (label, index) =>
                    (labels.length - 1 - index) % step === 0 && (
                        <text
                            key={label}
                            x={anchor(position(index)) === "end" ? width : position(index)}
                            y={height - 8 + (index % rows) * ROW}
                            textAnchor={anchor(position(index))}
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
 * An SVG with a note under the pointer, and for the keyboard: a slider, for whoever moves it hears the
 * figures of each place. The table says the same.
 */
export function Plot({
    label,
    width,
    height,
    count,
    position,
    tell,
    children,
    frame,
}: {
    label: string;
    width: number;
    height: number;
    /** How many places there are, and where each is. */
    count: number;
    position: (index: number) => number;
    tell: (index: number) => { title: string; rows: readonly Told[] };
    children: ReactNode;
    frame: RefObject<HTMLDivElement | null>;
}) {
    const [at, setAt] = useState<number | null>(null);
    const find = (event: PointerEvent<HTMLDivElement>) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
        let nearest = 0;
        for (let index = 1; index < count; index += 1) {
            if (Math.abs(position(index) - x) < Math.abs(position(nearest) - x)) nearest = index;
        }
        setAt(count > 0 ? nearest : null);
    };
    const last = Math.max(0, count - 1);
    const move = (event: KeyboardEvent<HTMLDivElement>) => {
        const places: Record<string, number> = {
            ArrowLeft: (at ?? last + 1) - 1,
            ArrowRight: (at ?? -1) + 1,
            Home: 0,
            End: last,
        };
        const place = places[event.key];
        if (event.key === "Escape") setAt(null);
        if (place === undefined) return;
        event.preventDefault();
        setAt(Math.min(last, Math.max(0, place)));
    };
    const told = at !== null && at < count ? tell(at) : null;
    const spoken = count > 0 ? (told ?? tell(last)) : null;
    const left = at === null ? 0 : position(at);
    return (
        <div
            ref={frame}
            role="slider"
            tabIndex={0}
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={last}
            aria-valuenow={at ?? last}
            aria-valuetext={spoken ? `${spoken.title}: ${spoken.rows.map((row) => `${row.label} ${row.text}`).join(", ")}` : "Nothing"}
            className="relative min-w-0 rounded-control"
            onPointerMove={find}
            onPointerLeave={() => setAt(null)}
            onKeyDown={move}
            onBlur={() => setAt(null)}
        >
            <svg
                aria-hidden="true"
                width={width}
                height={height}
                viewBox={`0 0 ${width} ${height}`}
                className="block h-auto max-w-full print:w-full"
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
                    className="pointer-events-none absolute top-2 z-10 grid max-w-[75%] min-w-36 gap-1 rounded-control border border-line bg-surface px-3 py-2 text-xs shadow-raised print:hidden"
                    style={left > width / 2 ? { right: Math.min(width - left + 12, width * 0.25) } : { left: Math.min(left + 12, width * 0.25) }}
                >
                    <p className="font-semibold">{told.title}</p>
                    {told.rows.map((row) => (
                        <p key={row.label} className="flex items-center gap-2">
                            {row.tone && <span className={`size-2 shrink-0 rounded-full ${DOT[row.tone]}`} />}
                            <span className="text-ink-2">{row.label}</span>
                            <span className="figures ml-auto pl-3 font-medium whitespace-nowrap">{row.text}</span>
                        </p>
                    ))}
                </div>
            )}
        </div>
    );
}

export type Mark = "line" | "dashes" | "dots" | "area";

interface Entry {
    label: string;
    tone: Tone;
    mark?: Mark;
    opacity?: number;
}

/** How a line or an area is drawn, in little. */
function Sign({ tone, mark = "area", opacity = 1 }: Omit<Entry, "label">) {
    if (mark === "area") return <span className={`size-2.5 rounded-sm ${DOT[tone]}`} style={{ opacity }} aria-hidden="true" />;
    return (
        <svg viewBox="0 0 20 4" className="h-1 w-5" aria-hidden="true">
            <path d="M0 2H20" strokeWidth={2} strokeDasharray={DASHES[mark]} className={STROKE[tone]} />
        </svg>
    );
}

export const DASHES: Record<Mark, string | undefined> = { line: undefined, area: undefined, dashes: "5 4", dots: "1.5 3" };

/** What the colours and the lines stand for. */
export function Legend({ entries }: { entries: readonly Entry[] }) {
    return (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
            {entries.map((entry) => (
                <li key={entry.label} className="flex items-center gap-1.5">
                    <Sign {...entry} />
                    {entry.label}
                </li>
            ))}
        </ul>
    );
}
