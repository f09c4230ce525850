import { percent } from "../lib/format";

export interface Cohort {
    /** The month in which they began. */
    label: string;
    size: string;
    /** What is left of them at each age, and that in words. */
    cells: readonly CohortCell[];
}

export interface CohortCell {
    /** Null where there is none. */
    ratio: number | null;
    words: string;
    isOpen: boolean;
    onOpen: () => void;
}

/** A heat map that is a table: the figures are written into it, colour repeats them, and each leads to its customers. */
export function Cohorts({ caption, cohorts, sizeLabel }: { caption: string; cohorts: readonly Cohort[]; sizeLabel: string }) {
    const ages = Math.max(0, ...cohorts.map((cohort) => cohort.cells.length));
    return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keyboard it scrolls only with the focus
        <div role="region" aria-label={caption} tabIndex={0} className="overflow-x-auto">
            <table className="figures border-separate border-spacing-0.5 text-xs print:w-full">
                <caption className="sr-only">{caption}</caption>
                <thead>
                    <tr className="text-ink-3">
                        <th scope="col" className="px-2 text-left font-medium">
                            Cohort
                        </th>
                        <th scope="col" className="px-2 text-right font-medium">
                            {sizeLabel}
                        </th>
                        {Array.from({ length: ages }, (_, age) => (
                            <th key={age} scope="col" className="px-1 font-medium" aria-label={`After ${age} months`}>
                                {age}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {cohorts.map((cohort) => (
                        <tr key={cohort.label}>
                            <th scope="row" className="px-2 text-left font-medium whitespace-nowrap">
                                {cohort.label}
                            </th>
                            <td className="px-2 text-right whitespace-nowrap text-ink-2">{cohort.size}</td>
                            {cohort.cells.map(({ ratio, words, isOpen, onOpen }, age) => (
                                <td key={age} className="p-0 text-center">
                                    {ratio !== null && (
                                        <button
                                            type="button"
                                            aria-label={`${words}, ${percent(ratio, 0)}. Show them`}
                                            aria-pressed={isOpen}
                                            onClick={onOpen}
                                            className="h-8 w-full min-w-11 rounded-sm px-1 hover:outline hover:outline-line-strong aria-pressed:outline-2 aria-pressed:outline-ink print:h-auto print:min-w-0"
                                            style={{ backgroundColor: heat(ratio) }}
                                        >
                                            {percent(ratio, 0)}
                                        </button>
                                    )}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** At most so strong that ink stands out from it, in both themes. */
function heat(ratio: number): string {
    const share = Math.round(Math.min(1.2, Math.max(0, ratio)) * 38);
    return `color-mix(in oklab, var(--brand) ${share}%, var(--surface))`;
}
