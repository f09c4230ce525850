import { scaleBand } from "d3-scale";

import { FILL, LABEL_WIDTH, LabelAxis, MARGIN, Plot, ValueAxis, floorOf, ROW, useSize, valueScale } from "./plot";
import type { Unit } from "../lib/units";

export interface Step {
    label: string;
    /** Of a total what it is; of a change by how much, losses negative. */
    value: number;
    isTotal?: boolean;
}

interface WaterfallProps {
    label: string;
    steps: readonly Step[];
    unit: Unit;
}

/** How one total becomes another. */
export function Waterfall({ label, steps, unit }: WaterfallProps) {
    const [frame, width, height] = useSize();
    const labels = steps.map((step) => step.label);
    const across = scaleBand(labels, [MARGIN.left, width - MARGIN.right]).padding(0.25);
    const position = (index: number) => (across(labels[index] ?? "") ?? 0) + across.bandwidth() / 2;
    const levels = fall(steps);
    const ends = levels.map(({ to }) => to);
    // Totals would dwarf what changed: their bars begin where the axis does, which is said beneath.
    const up = valueScale(ends, height, floorOf(ends));
    const base = up.domain()[0] ?? 0;
    const rows = Math.max(2, Math.ceil((LABEL_WIDTH * 1.2) / across.step()));
    const isNarrow = across.step() < LABEL_WIDTH * 0.6;
    const pieces = levels.map(({ from, to }) => ({ from: Math.max(base, from), to }));

    return (
        <div className="grid gap-3">
            <Plot
                label={label}
                frame={frame}
                width={width}
                height={height + (rows - 1) * ROW}
                count={steps.length}
                position={position}
                tell={(index) => {
                    const step = steps[index]!;
                    return { title: step.label, rows: [{ label: step.isTotal ? "Total" : "Change", text: unit.text(step.value) }] };
                }}
            >
                <ValueAxis scale={up} width={width} format={unit.axis} />
                <LabelAxis labels={labels} position={position} width={width} height={height} rows={rows} />
                {pieces.map(({ from, to }, index) => {
                    const step = steps[index]!;
                    const tone = step.isTotal ? 1 : step.value < 0 ? "down" : "up";
                    const half = across.bandwidth() / 2;
                    return (
                        <g key={step.label}>
                            <rect
                                x={position(index) - half}
                                width={half * 2}
                                y={Math.min(up(from), up(to))}
                                height={Math.max(1, Math.abs(up(from) - up(to)))}
                                className={FILL[tone]}
                            />
                            {step.value !== 0 && !isNarrow && (
                                <text x={position(index)} y={Math.min(up(from), up(to)) - 4} textAnchor="middle" className="figures fill-ink-2 text-[10px]">
                                    {unit.axis(step.value)}
                                </text>
                            )}
                            {index < steps.length - 1 && (
                                <line
                                    x1={position(index) + half}
                                    x2={position(index + 1) - half}
                                    y1={up(to)}
                                    y2={up(to)}
                                    className="stroke-line-strong"
                                    strokeDasharray="2 2"
                                />
                            )}
                        </g>
                    );
                })}
            </Plot>
            {base > 0 && <p className="text-xs text-ink-3">The axis begins at {unit.axis(base)}.</p>}
        </div>
    );
}

/** Where each step begins and ends: a total at zero, a change where the one before ended. */
export function fall(steps: readonly Step[]): { from: number; to: number }[] {
    let level = 0;
    return steps.map((step) => {
        const from = step.isTotal ? 0 : level;
        level = step.isTotal ? step.value : level + step.value;
        return { from, to: level };
    });
}
