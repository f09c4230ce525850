import { scalePoint } from "d3-scale";
import { area, line } from "d3-shape";

import { FILL, HEIGHT, LabelAxis, Legend, MARGIN, Plot, STROKE, ValueAxis, useWidth, valueScale, type Tone } from "./plot";

export interface Line<Row> {
    label: string;
    tone: Tone;
    value: (row: Row) => number | null;
    /** What is expected, not known. */
    isExpected?: boolean;
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
    format: (value: number) => string;
    axisFormat?: (value: number) => string;
}

/** Lines over time, with bands of what may come. */
export function LineBand<Row>({ label, rows, x, lines, bands = [], format, axisFormat = format }: LineBandProps<Row>) {
    const [frame, width] = useWidth();
    const labels = rows.map(x);
    const across = scalePoint(labels, [MARGIN.left + 8, width - MARGIN.right - 8]);
    const position = (index: number) => across(labels[index] ?? "") ?? 0;
    const values = rows.flatMap((row) => [
        ...lines.flatMap((one) => one.value(row) ?? []),
        ...bands.flatMap((band) => band.range(row) ?? []),
    ]);
    const up = valueScale(values);

    return (
        <div className="grid gap-3">
            <Plot
                label={label}
                frame={frame}
                width={width}
                count={rows.length}
                position={position}
                tell={(index) => {
                    const row = rows[index]!;
                    return {
                        title: labels[index]!,
                        rows: [
                            ...lines.flatMap((one) => {
                                const value = one.value(row);
                                return value === null ? [] : [{ label: one.label, text: format(value), tone: one.tone }];
                            }),
                            ...bands.flatMap((band) => {
                                const range = band.range(row);
                                return range ? [{ label: band.label, text: `${format(range[0])} – ${format(range[1])}` }] : [];
                            }),
                        ],
                    };
                }}
            >
                <ValueAxis scale={up} width={width} format={axisFormat} />
                <LabelAxis labels={labels} position={position} width={width} height={HEIGHT} />
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
                {lines.map((one) => (
                    <path
                        key={one.label}
                        fill="none"
                        strokeWidth={2}
                        strokeLinejoin="round"
                        strokeDasharray={one.isExpected ? "5 4" : undefined}
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
            {lines.length + bands.length > 1 && <Legend entries={[...lines, ...bands]} />}
        </div>
    );
}
