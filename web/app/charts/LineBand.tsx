import { scalePoint } from "d3-scale";
import { area, line } from "d3-shape";

import { DASHES, FILL, LabelAxis, Legend, MARGIN, Plot, STROKE, ValueAxis, floorOf, useSize, valueScale, type Tone } from "./plot";
import type { Unit } from "../lib/units";

export interface Line<Row> {
    label: string;
    tone: Tone;
    value: (row: Row) => number | null;
    /** Dashes are what is expected, dots what was before. */
    mark?: "line" | "dashes" | "dots";
}

export interface Band<Row> {
    label: string;
    tone: Tone;
    /** Null where there is none. */
    range: (row: Row) => readonly [low: number, high: number] | null;
}

interface LineBandProps<Row> {
    label: string;
    rows: readonly Row[];
    x: (row: Row) => string;
    lines: readonly Line<Row>[];
    /** Wider ones first: the narrower lies over them. */
    bands?: readonly Band<Row>[];
    unit: Unit;
    /** Only differences are of interest: the axis need not begin at nothing. */
    isZoomed?: boolean;
    /** From which place on it is expected and no longer known, in a word. */
    expected?: { from: number; label: string } | undefined;
}

/** Lines over time, with bands of what may come. */
export function LineBand<Row>({ label, rows, x, lines, bands = [], unit, isZoomed = false, expected }: LineBandProps<Row>) {
    const [frame, width, height] = useSize();
    const labels = rows.map(x);
    const across = scalePoint(labels, [MARGIN.left + 8, width - MARGIN.right - 8]);
    const position = (index: number) => across(labels[index] ?? "") ?? 0;
    const alone = rows.length === 1;
    const values = rows.flatMap((row) => [
        ...lines.flatMap((one) => one.value(row) ?? []),
        ...bands.flatMap((band) => band.range(row) ?? []),
    ]);
    const up = valueScale(values, height, isZoomed ? floorOf(values) : 0);

    return (
        <div className="grid gap-3">
            <Plot
                label={label}
                frame={frame}
                width={width}
                height={height}
                count={rows.length}
                position={position}
                tell={(index) => {
                    const row = rows[index]!;
                    return {
                        title: labels[index]!,
                        rows: [
                            ...lines.flatMap((one) => {
                                const value = one.value(row);
                                return value === null ? [] : [{ label: one.label, text: unit.text(value), tone: one.tone }];
                            }),
                            ...bands.flatMap((band) => {
                                const range = band.range(row);
                                return range ? [{ label: band.label, text: `${unit.text(range[0])} – ${unit.text(range[1])}` }] : [];
                            }),
                        ],
                    };
                }}
            >
                <ValueAxis scale={up} width={width} format={unit.axis} />
                <LabelAxis labels={labels} position={position} width={width} height={height} />
                {bands.map((band) => (
                    <path
                        key={band.label}
                        className={FILL[band.tone]}
                        opacity={0.16}
                        d={
                            area<Row>()
                                .defined((row) => band.range(row) !== null)
                                .x((_, index) => position(index))
                                .y0((row) => up(band.range(row)?.[0] ?? 0))
                                .y1((row) => up(band.range(row)?.[1] ?? 0))([...rows]) ?? ""
                        }
                    />
                ))}
                {expected && (
                    <g aria-hidden="true">
                        <line
                            x1={position(expected.from)}
                            x2={position(expected.from)}
                            y1={MARGIN.top}
                            y2={height - MARGIN.bottom}
                            className="stroke-line-strong"
                            strokeDasharray="2 3"
                        />
                        <text x={position(expected.from) + 6} y={MARGIN.top + 8} className="fill-ink-2 text-[11px] font-medium">
                            {expected.label}
                        </text>
                    </g>
                )}
                {/* A line has two ends; what is alone is a dot. */}
                {alone &&
                    lines.map((one) => {
                        const value = one.value(rows[0]!);
                        return value !== null && <circle key={one.label} cx={position(0)} cy={up(value)} r={3.5} className={FILL[one.tone]} />;
                    })}
                {lines.map((one) => (
                    <path
                        key={one.label}
                        fill="none"
                        strokeWidth={2}
                        strokeLinejoin="round"
                        strokeLinecap="round"
                        strokeDasharray={DASHES[one.mark ?? "line"]}
                        className={STROKE[one.tone]}
                        d={
                            line<Row>()
                                .defined((row) => one.value(row) !== null)
                                .x((_, index) => position(index))
                                .y((row) => up(one.value(row) ?? 0))([...rows]) ?? ""
                        }
                    />
                ))}
            </Plot>
            {lines.length + bands.length > 1 && (
                <Legend
                    entries={[
                        ...lines.map(({ label: of, tone, mark = "line" }) => ({ label: of, tone, mark })),
                        ...bands.map(({ label: of, tone }, index) => ({ label: of, tone, opacity: 0.2 * (index + 1) })),
                    ]}
                />
            )}
        </div>
    );
}
