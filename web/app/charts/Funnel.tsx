export interface Stage {
    label: string;
    value: number;
    text: string;
    /** How it compares with the stage before. */
    note?: string;
}

/** How many are left at each stage; a list, drawn. */
export function Funnel({ label, stages }: { label: string; stages: readonly Stage[] }) {
    const most = Math.max(1, ...stages.map((stage) => stage.value));
    return (
        <ol aria-label={label} className="grid gap-4">
            {stages.map((stage) => (
                <li key={stage.label} className="grid gap-1.5">
                    <div className="flex items-baseline justify-between gap-3 text-sm">
                        <span className="font-medium">{stage.label}</span>
                        <span className="figures text-ink-2">
                            <strong className="font-semibold text-ink">{stage.text}</strong>
                            {stage.note && <> · {stage.note}</>}
                        </span>
                    </div>
                    <svg viewBox="0 0 100 6" preserveAspectRatio="none" className="h-6 w-full" aria-hidden="true">
                        <rect width="100" height="6" className="fill-sunken" />
                        <rect width={(stage.value / most) * 100} height="6" className="fill-chart-1" />
                    </svg>
                </li>
            ))}
        </ol>
    );
}
