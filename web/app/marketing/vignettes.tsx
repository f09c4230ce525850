/** One drawing for each reader: what they would look at first. */
import type { ReactNode } from "react";

function Sheet({ label, children }: { label: string; children: ReactNode }) {
    return (
        <svg role="img" aria-label={label} viewBox="0 0 420 270" className="block w-full">
            <rect x="0.5" y="0.5" width="419" height="269" rx="12" className="fill-surface stroke-line" />
            {children}
        </svg>
    );
}

/** The plant manager: how the shift goes, machine by machine. */
export function ShiftSheet() {
    const machines = [
        { name: "Lathe 4", share: 0.91, text: "91 %" },
        { name: "Mill 1", share: 0.84, text: "84 %" },
        { name: "Weld cell", share: 0.47, text: "47 %", isLow: true },
        { name: "Paint line", share: 0.78, text: "78 %" },
    ];
    return (
        <Sheet label="Early shift: output per machine against the plan; the weld cell is at 47 percent, waiting for material">
            <text x="24" y="40" className="fill-ink text-[16px] font-semibold">
                Early shift, Wed 11
            </text>
            <text x="396" y="40" textAnchor="end" className="fill-ink-3 text-[13px]">
                of plan
            </text>
            {machines.map((machine, index) => {
                const top = 68 + index * 48;
                return (
                    <g key={machine.name}>
                        <text x="24" y={top + 14} className="fill-ink-2 text-[14px]">
                            {machine.name}
                        </text>
                        <rect x="120" y={top + 3} width="212" height="14" rx="7" className="fill-sunken" />
                        <rect
                            x="120"
                            y={top + 3}
                            width={212 * machine.share}
                            height="14"
                            rx="7"
                            className={machine.isLow ? "fill-chart-3" : "fill-brand"}
                        />
                        <text
                            x="396"
                            y={top + 15}
                            textAnchor="end"
                            className={`figures text-[14px] font-medium ${machine.isLow ? "fill-warn" : "fill-ink"}`}
                        >
                            {machine.text}
                        </text>
                        {machine.isLow && (
                            <text x="120" y={top + 34} className="fill-warn text-[12px]">
                                Sheet 4 mm is short since 08:10
                            </text>
                        )}
                    </g>
                );
            })}
        </Sheet>
    );
}

/** The planner: load against capacity, and what moving one order does. */
export function LoadSheet() {
    const load = [0.72, 0.88, 1.18, 0.96, 0.61, 0.7, 0.82, 0.54];
    return (
        <Sheet label="Load of Mill 1 over eight weeks against its capacity; week 48 is over it, and an order of it moves to week 50">
            <text x="24" y="40" className="fill-ink text-[16px] font-semibold">
                Mill 1, hours a week
            </text>
            <text x="24" y="60" className="fill-ink-3 text-[13px]">
                Week 48 is over by 7 hours
            </text>
            <line x1="24" x2="396" y1="112" y2="112" strokeDasharray="4 4" className="stroke-line-strong" />
            <text x="396" y="105" textAnchor="end" className="fill-ink-3 text-[12px]">
                capacity 40
            </text>
            {load.map((share, index) => {
                const height = 114 * share;
                const over = Math.max(0, share - 1) * 114;
                const left = 30 + index * 46;
                return (
                    <g key={index}>
                        <rect x={left} y={226 - height + over} width="30" height={height - over} rx="3" className="fill-chart-1/80" />
                        {over > 0 && <rect x={left} y={226 - height} width="30" height={over} rx="3" className="fill-chart-3" />}
                        <text x={left + 15} y="246" textAnchor="middle" className="figures fill-ink-3 text-[12px]">
                            {46 + index}
                        </text>
                    </g>
                );
            })}
            <path d="M140 92 C160 66 208 74 224 134" fill="none" strokeWidth="2" className="stroke-warn" />
            <path d="M218 127 l6.5 8.5 l4.5 -9.5" fill="none" strokeWidth="2" className="stroke-warn" />
        </Sheet>
    );
}

/** The quality manager: from a delivery back to the melt. */
export function TraceSheet() {
    const boxes = [
        { left: 14, top: 66, name: "Melt 77-104", note: "supplier's certificate" },
        { left: 14, top: 176, name: "Seal lot 2291", note: "incoming, passed" },
        { left: 152, top: 66, name: "Housing 4812", note: "18 pieces" },
        { left: 152, top: 176, name: "Pump 4798", note: "final test" },
        { left: 294, top: 121, name: "Delivery 903", note: "Nov 13", isEnd: true },
    ];
    return (
        <Sheet label="Where delivery 903 came from: two orders, a lot of seals and a melt with its certificate">
            <text x="24" y="40" className="fill-ink text-[16px] font-semibold">
                Where did it come from?
            </text>
            {["M140 88 H152", "M140 198 H152", "M278 88 C292 88 280 136 294 138", "M278 198 C292 198 280 150 294 148", "M215 110 V176"].map(
                (path) => (
                    <path key={path} d={path} fill="none" strokeWidth="1.75" className="stroke-brand" />
                ),
            )}
            {boxes.map((box) => (
                <g key={box.name}>
                    <rect
                        x={box.left}
                        y={box.top}
                        width={box.isEnd ? 112 : 126}
                        height="44"
                        rx="7"
                        className={box.isEnd ? "fill-brand" : "fill-sunken stroke-line"}
                    />
                    <text
                        x={box.left + 10}
                        y={box.top + 19}
                        className={`text-[12px] font-semibold ${box.isEnd ? "fill-on-brand" : "fill-ink"}`}
                    >
                        {box.name}
                    </text>
                    <text x={box.left + 10} y={box.top + 35} className={`text-[11px] ${box.isEnd ? "fill-on-brand" : "fill-ink-3"}`}>
                        {box.note}
                    </text>
                </g>
            ))}
            <text x="24" y="248" className="fill-ink-3 text-[12px]">
                5 steps back, in one search
            </text>
        </Sheet>
    );
}

/** The owner: what an order brought, against what was quoted. */
export function MarginSheet() {
    const rows = [
        { name: "Material", quoted: 150, actual: 158 },
        { name: "Machine hours", quoted: 120, actual: 96 },
        { name: "Labour", quoted: 84, actual: 88 },
        { name: "Rework", quoted: 12, actual: 30, isOver: true },
    ];
    return (
        <Sheet label="Order 4812, cost against the quote: material, machine hours, labour and rework; rework is over">
            <text x="24" y="40" className="fill-ink text-[16px] font-semibold">
                Order 4812 against its quote
            </text>
            {rows.map((row, index) => {
                const top = 72 + index * 42;
                return (
                    <g key={row.name}>
                        <text x="24" y={top + 14} className="fill-ink-2 text-[14px]">
                            {row.name}
                        </text>
                        <rect x="150" y={top} width={row.quoted * 1.4} height="8" rx="2" className="fill-line-strong/45" />
                        <rect
                            x="150"
                            y={top + 11}
                            width={row.actual * 1.4}
                            height="8"
                            rx="2"
                            className={row.isOver ? "fill-chart-3" : "fill-brand"}
                        />
                    </g>
                );
            })}
            <g transform="translate(24 246)" className="fill-ink-3 text-[12px]">
                <rect y="-8" width="12" height="8" rx="2" className="fill-line-strong/45" />
                <text x="18">quoted</text>
                <rect x="76" y="-8" width="12" height="8" rx="2" className="fill-brand" />
                <text x="94">so far</text>
            </g>
        </Sheet>
    );
}
