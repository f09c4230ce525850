export interface Stage {
    label: string;
    value: number;
    text: string;
    /** How it compares with the stage before. */
    note?: string;
    /** The same of the range compared with. */
    earlier?: { value: number; text: string };
}

/** How many are left at each stage; a list, drawn. */
export function Funnel({ label, stages }: { label: string; stages: readonly Stage[] }) {
    const most = Math.max(1, ...stages.flatMap(({ value, earlier }) => [value, earlier?.value ?? 0]));
    return (
        <ol aria-label={label} className="grid gap-4 print:gap-1.5">
            {stages.map((stage) => (
                <li key={stage.label} className="grid gap-1.5 print:gap-0.5">
                    <div className="flex items-baseline justify-between gap-3 text-sm">
                        <span className="font-medium">{stage.label}</span>
                        <span className="figures text-ink-2">
                            <strong className="font-semibold text-ink">{stage.text}</strong>
                            {stage.note && <> · {stage.note}</>}
                        </span>
                    </div>
                    <Bar share={stage.value / most} className="h-6 fill-chart-1 print:h-3.5" />
                    {stage.earlier && (
                        <>
                            <Bar share={stage.earlier.value / most} className="h-2 fill-chart-5 print:h-1.5" />
                            <p className="figures text-xs text-ink-3">{stage.earlier.text}</p>
                        </>
                    )}
                </li>
            ))}
        </ol>
    );
}

function Bar({ share, className }: { share: number; className: string }) {
    return (
        <svg viewBox="0 0 100 6" preserveAspectRatio="none" className={`w-full ${className}`} aria-hidden="true">
            <rect width="100" height="6" className="fill-sunken" />
            <rect width={share * 100} height="6" />
        </svg>
    );
}
