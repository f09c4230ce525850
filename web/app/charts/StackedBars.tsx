import { scaleBand } from "d3-scale";

import { FILL, LabelAxis, Legend, MARGIN, Plot, ValueAxis, useSize, valueScale, type Tone } from "./plot";
import type { Unit } from "../lib/units";

export interface Stack<Row> {
    label: string;
    tone: Tone;
    /** What is lost is negative, and stands beneath zero. */
    value: (row: Row) => number;
}

interface StackedBarsProps<Row> {
    label: string;
    rows: readonly Row[];
    x: (row: Row) => string;
    stacks: readonly Stack<Row>[];
    unit: Unit;
}

export function StackedBars<Row>({ label, rows, x, stacks, unit }: StackedBarsProps<Row>) {
    const [frame, width, height] = useSize();
    const labels = rows.map(x);
    const across = scaleBand(labels, [MARGIN.left, width - MARGIN.right]).paddingInner(0.3).paddingOuter(0.15);
    const position = (index: number) => (across(labels[index] ?? "") ?? 0) + across.bandwidth() / 2;
    const columns = rows.map((row) => pile(stacks.map((stack) => stack.value(row))));
    const up = valueScale(columns.flatMap((pieces) => pieces.flatMap(({ from, to }) => [from, to])), height);

    return (
        <div className="grid gap-3">
            <Plot
                label={label}
                frame={frame}
                width={width}
                height={height}
                count={rows.length}
                position={position}
                tell={(index) => ({
                    title: labels[index]!,
                    rows: stacks.map((stack) => ({
                        label: stack.label,
                        text: unit.text(stack.value(rows[index]!)),
                        tone: stack.tone,
                    })),
                })}
            >
                <ValueAxis scale={up} width={width} format={unit.axis} />
                <LabelAxis labels={labels} position={position} width={width} height={height} />
                {columns.map((pieces, index) => (
                    <g key={labels[index]}>
                        {pieces.map(({ from, to }, number) => (
                            <rect
                                key={stacks[number]!.label}
                                x={position(index) - across.bandwidth() / 2}
                                width={across.bandwidth()}
                                y={Math.min(up(from), up(to))}
                                height={Math.abs(up(from) - up(to))}
                                className={FILL[stacks[number]!.tone]}
                            />
                        ))}
                    </g>
                ))}
            </Plot>
            <Legend entries={stacks} />
        </div>
    );
}

/** Gains upwards from zero, losses downwards, each in the order given. */
export function pile(values: readonly number[]): { from: number; to: number }[] {
    let above = 0;
    let below = 0;
    return values.map((value) => {
        const from = value >= 0 ? above : below;
        const to = from + value;
        if (value >= 0) above = to;
        else below = to;
        return { from, to };
    });
}
