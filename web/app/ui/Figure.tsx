import { Table2 } from "lucide-react";
import type { ReactNode } from "react";

interface FigureProps {
    title: string;
    /** The definition of the metric, in a sentence. */
    definition: ReactNode;
    /** Until when it is known, as in "As of 31 Oct 2026 (UTC)". */
    asOf?: string;
    actions?: ReactNode;
    chart: ReactNode;
    /** The same figures as a table. */
    table: ReactNode;
}

/** A chart, what it shows, and the table of its figures beside it. */
export function Figure({ title, definition, asOf, actions, chart, table }: FigureProps) {
    return (
        <figure className="card grid min-w-0 content-start gap-4 p-5 print:gap-2 print:p-3" aria-label={title}>
            <figcaption className="flex flex-wrap items-start justify-between gap-3">
                <div className="min-w-0 flex-1 basis-64">
                    <h2 className="font-display text-lg font-semibold">{title}</h2>
                    <p className="text-sm text-ink-3">
                        {definition}
                        {asOf && ` ${asOf}`}
                    </p>
                </div>
                {actions}
            </figcaption>
            {chart}
            <details className="group">
                <summary className="inline-flex min-h-8 list-none items-center gap-1.5 rounded-control text-sm font-medium text-ink-2 hover:text-ink">
                    <Table2 className="size-4" aria-hidden="true" />
                    <span className="group-open:hidden">Show as a table</span>
                    <span className="hidden group-open:inline">Hide the table</span>
                </summary>
                <div className="mt-3">{table}</div>
            </details>
        </figure>
    );
}
