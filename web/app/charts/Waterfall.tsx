import { scaleBand } from "d3-scale";

import { FILL, HEIGHT, LabelAxis, MARGIN, Plot, ValueAxis, useWidth, valueScale } from "./plot";

export interface Step {
    label: string;
    /** Of a total what it is; of a change by how much, losses negative. */
    value: number;
    isTotal?: boolean;
}

interface WaterfallProps {
    label: string;
    steps: readonly Step[];
    format: (value: number) => string;
    axisFormat?: (value: number) => string;
}

/** How one total becomes another. */
export function Waterfall({ label, steps, format, axisFormat = format }: WaterfallProps) {
    const [frame, width] = useWidth();
    const labels = steps.map((step) => step.label);
    const across = scaleBand(labels, [MARGIN.left, width - MARGIN.right]).padding(0.25);
    const position = (index: number) => (across(labels[index] ?? "") ?? 0) + across.bandwidth() / 2;
    const pieces = fall(steps);
    const up = valueScale(pieces.flatMap(({ from, to }) => [from, to]));

    return (
        <Plot
            label={label}
            frame={frame}
            width={width}
            count={steps.length}
            position={position}
            tell={(index) => {
                const step = steps[index]!;
                return { title: step.label, rows: [{ label: step.isTotal ? "Total" : "Change", text: format(step.value) }] };
            }}
        >
            <ValueAxis scale={up} width={width} format={axisFormat} />
            <LabelAxis labels={labels} position={position} width={width} height={HEIGHT} />
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
