import { X } from "lucide-react";

export interface Chip {
    id: string;
    label: string;
    remove: () => void;
}

/** The filters that are set, each to be taken away, and all at once. */
export function Chips({ chips, onClear }: { chips: readonly Chip[]; onClear: () => void }) {
    if (chips.length === 0) return null;
    return (
        <ul className="flex flex-wrap items-center gap-2" aria-label="Filters">
            {chips.map((chip) => (
                <li key={chip.id}>
                    <button
                        type="button"
                        onClick={chip.remove}
                        aria-label={`Remove the filter ${chip.label}`}
                        className="inline-flex min-h-8 items-center gap-1.5 rounded-full bg-brand-soft py-1 pr-2 pl-3 text-sm font-medium text-brand-ink hover:brightness-95"
                    >
                        {chip.label}
                        <X className="size-3.5" aria-hidden="true" />
                    </button>
                </li>
            ))}
            <li>
                <button type="button" onClick={onClear} className="min-h-8 px-1 text-sm text-ink-2 underline underline-offset-4">
                    Clear all
                </button>
            </li>
        </ul>
    );
}
