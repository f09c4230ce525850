/** A week of a plant, drawn: which order is on which machine, and one of them followed through. */

const SHIFT_HOURS = 8;
const DAYS = ["Mon 9", "Tue 10", "Wed 11", "Thu 12", "Fri 13"];
const MACHINES = ["Saw 2", "Lathe 4", "Mill 1", "Mill 3", "Weld cell", "Paint line", "Assembly A", "Final test"];
const NOW = 20.2;

const LEFT = 112;
const TOP = 46;
const ROW = 50;
const HOUR = 25;
const WIDTH = LEFT + DAYS.length * SHIFT_HOURS * HOUR + 8;
const HEIGHT = TOP + MACHINES.length * ROW + 10;

type State = "done" | "running" | "planned" | "late" | "service";

interface Operation {
    machine: number;
    from: number;
    to: number;
    order: string;
    state: State;
    progress?: number;
}

const FOLLOWED = "4812";

const OPERATIONS: readonly Operation[] = [
    { machine: 0, from: 0, to: 2.6, order: "4807", state: "done" },
    { machine: 0, from: 3, to: 6, order: FOLLOWED, state: "done" },
    { machine: 0, from: 7, to: 12.4, order: "4820", state: "done" },
    { machine: 0, from: 13, to: 21, order: "4831", state: "running", progress: 0.88 },
    { machine: 0, from: 22, to: 28, order: "4840", state: "planned" },
    { machine: 0, from: 30, to: 37, order: "4846", state: "planned" },
    { machine: 1, from: 0.5, to: 5.5, order: "4803", state: "done" },
    { machine: 1, from: 7, to: 12, order: FOLLOWED, state: "done" },
    { machine: 1, from: 12.6, to: 17.4, order: "4815", state: "done" },
    { machine: 1, from: 18, to: 24, order: "4822", state: "running", progress: 0.36 },
    { machine: 1, from: 25, to: 31.5, order: "4831", state: "planned" },
    { machine: 1, from: 33, to: 38.5, order: "4840", state: "planned" },
    { machine: 2, from: 0, to: 4, order: "Service", state: "service" },
    { machine: 2, from: 5, to: 11.6, order: "4811", state: "done" },
    { machine: 2, from: 13, to: 21, order: FOLLOWED, state: "running", progress: 0.9 },
    { machine: 2, from: 22, to: 28, order: "4822", state: "planned" },
    { machine: 2, from: 29, to: 36, order: "4834", state: "planned" },
    { machine: 3, from: 0, to: 8.4, order: "4809", state: "done" },
    { machine: 3, from: 10, to: 16.6, order: "4818", state: "done" },
    { machine: 3, from: 17.2, to: 23, order: "4825", state: "running", progress: 0.5 },
    { machine: 3, from: 24.4, to: 31, order: "4829", state: "planned" },
    { machine: 4, from: 1.6, to: 7.6, order: "4801", state: "done" },
    { machine: 4, from: 9, to: 15.8, order: "4814", state: "done" },
    { machine: 4, from: 17, to: 22.4, order: "4828", state: "late" },
    { machine: 4, from: 24, to: 30.6, order: "4818", state: "planned" },
    { machine: 5, from: 4, to: 9.6, order: "4798", state: "done" },
    { machine: 5, from: 11, to: 15.4, order: "4801", state: "done" },
    { machine: 5, from: 22.4, to: 26, order: FOLLOWED, state: "planned" },
    { machine: 5, from: 27.4, to: 33.4, order: "4814", state: "planned" },
    { machine: 6, from: 0, to: 6, order: "4790", state: "done" },
    { machine: 6, from: 7, to: 13.6, order: "4795", state: "done" },
    { machine: 6, from: 15, to: 21.4, order: "4798", state: "running", progress: 0.8 },
    { machine: 6, from: 27, to: 31.6, order: FOLLOWED, state: "planned" },
    { machine: 6, from: 33, to: 38.6, order: "4801", state: "planned" },
    { machine: 7, from: 6.4, to: 9, order: "4788", state: "done" },
    { machine: 7, from: 14, to: 16.6, order: "4795", state: "done" },
    { machine: 7, from: 22.4, to: 25, order: "4798", state: "planned" },
    { machine: 7, from: 33, to: 36, order: FOLLOWED, state: "planned" },
];

const BAR: Record<State, string> = {
    done: "fill-sunken stroke-line",
    running: "fill-brand-soft stroke-brand/40",
    planned: "fill-surface stroke-line-strong/60",
    late: "fill-warn-soft stroke-warn",
    service: "stroke-line",
};
const TEXT: Record<State, string> = {
    done: "fill-ink-3",
    running: "fill-brand-ink",
    planned: "fill-ink-2",
    late: "fill-warn",
    service: "fill-ink-3",
};

const x = (hour: number) => LEFT + hour * HOUR;
const y = (machine: number) => TOP + machine * ROW;

export function ProductionBoard({ className }: { className?: string }) {
    const followed = OPERATIONS.filter((operation) => operation.order === FOLLOWED);
    return (
        <svg
            role="img"
            aria-label="A production board: eight machines over a working week. Order 4812 is followed from the saw to the final test, order 4828 waits for material."
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="xMinYMin slice"
            className={className}
        >
            <defs>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect width="7" height="7" className="fill-sunken" />
                    <line x1="0" y1="0" x2="0" y2="7" strokeWidth="3" className="stroke-line" />
                </pattern>
            </defs>

            {DAYS.map((name, day) => (
                <g key={name}>
                    {day % 2 === 1 && (
                        <rect
                            x={x(day * SHIFT_HOURS)}
                            y={TOP}
                            width={SHIFT_HOURS * HOUR}
                            height={MACHINES.length * ROW}
                            className="fill-sunken/45"
                        />
                    )}
                    <text x={x(day * SHIFT_HOURS) + 10} y={TOP - 18} className="fill-ink-2 text-[14px] font-medium">
                        {name}
                    </text>
                    <line x1={x(day * SHIFT_HOURS)} x2={x(day * SHIFT_HOURS)} y1={TOP - 34} y2={HEIGHT - 10} className="stroke-line" />
                </g>
            ))}
            {MACHINES.map((name, machine) => (
                <g key={name}>
                    <line x1={0} x2={WIDTH} y1={y(machine)} y2={y(machine)} className="stroke-line" />
                    <text x={16} y={y(machine) + ROW / 2} dy="0.35em" className="fill-ink text-[14px] font-medium">
                        {name}
                    </text>
                </g>
            ))}

            {followed.slice(1).map((operation, index) => {
                const before = followed[index]!;
                const [x1, y1] = [x(before.to), y(before.machine) + ROW / 2];
                const [x2, y2] = [x(operation.from), y(operation.machine) + ROW / 2];
                const middle = (x1 + x2) / 2;
                return (
                    <path
                        key={operation.from}
                        d={`M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
                        fill="none"
                        strokeWidth="2"
                        className="stroke-brand"
                    />
                );
            })}

            {OPERATIONS.map((operation) => (
                <Bar key={`${operation.machine}-${operation.from}`} operation={operation} />
            ))}

            <line x1={x(NOW)} x2={x(NOW)} y1={TOP - 12} y2={HEIGHT - 10} strokeWidth="1.5" className="stroke-bad" />
            <rect x={x(NOW) - 25} y={TOP - 31} width="50" height="20" rx="10" className="fill-bad" />
            <text x={x(NOW)} y={TOP - 17} textAnchor="middle" className="fill-on-bad text-[12px] font-semibold">
                10:10
            </text>
        </svg>
    );
}

function Bar({ operation }: { operation: Operation }) {
    const { machine, from, to, order, state, progress } = operation;
    const isFollowed = order === FOLLOWED;
    const width = (to - from) * HOUR;
    const bar = { x: x(from), y: y(machine) + 9, height: ROW - 18, rx: 6 };
    const label = state === "service" ? "Service" : width > 90 ? `Order ${order}` : order;
    return (
        <g>
            <rect
                {...bar}
                width={width}
                fill={state === "service" ? "url(#hatch)" : undefined}
                className={isFollowed ? "fill-brand stroke-brand" : BAR[state]}
            />
            {progress !== undefined && !isFollowed && (
                <rect {...bar} width={width * progress} className="fill-brand/20" />
            )}
            {isFollowed && state === "running" && progress !== undefined && (
                <rect x={x(from) + 8} y={bar.y + bar.height - 7} width={(width - 16) * progress} height={2.5} rx={1} className="fill-on-brand/70" />
            )}
            <text
                x={x(from) + 10}
                y={y(machine) + ROW / 2}
                dy="0.34em"
                className={`figures text-[13px] font-medium ${isFollowed ? "fill-on-brand" : TEXT[state]}`}
            >
                {label}
            </text>
            {state === "late" && (
                <text x={x(to) - 10} y={y(machine) + ROW / 2} dy="0.34em" textAnchor="end" className="fill-warn text-[13px] font-semibold">
                    !
                </text>
            )}
        </g>
    );
}
