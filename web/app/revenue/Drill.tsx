import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "react-router";

import { useBook, type Figures } from "../lib/book";
import { Block } from "../ui/Block";
import { Button } from "../ui/Button";
import { Section } from "../ui/Page";
import { TableSkeleton } from "../ui/Skeleton";
import { Csv, FigureTable, type FigureColumn } from "./Series";

interface Customer {
    organization_id: string;
    name: string;
}

/** A figure that leads to the customers behind it. */
export function DrillButton({ label, isOpen, onOpen, children }: { label: string; isOpen: boolean; onOpen: () => void; children: ReactNode }) {
    return (
        <button
            type="button"
            aria-pressed={isOpen}
            onClick={onOpen}
            aria-label={`${label}. Show them`}
            className="min-h-6 underline decoration-line-strong underline-offset-4 hover:decoration-ink aria-pressed:font-semibold print:min-h-0 print:no-underline"
        >
            {children}
        </button>
    );
}

/** The customers behind a figure; `key` it by the figure, so that each is shown from its beginning. */
export function Drill<Row extends Customer>({
    title,
    lead,
    of,
    columns,
    onClose,
    children,
}: {
    title: string;
    /** What the figure says of them. */
    lead?: ReactNode;
    of: Figures<Row>;
    /** After their names. */
    columns: readonly FigureColumn<Row>[];
    onClose: () => void;
    children?: ReactNode;
}) {
    const { asOf } = useBook();
    const frame = useRef<HTMLDivElement>(null);
    // What was asked for elsewhere on the page is shown, and spoken, from its beginning.
    useEffect(() => frame.current?.focus(), []);
    return (
        <div ref={frame} tabIndex={-1} className="scroll-mt-24">
            <Section
                title={title}
                actions={
                    <div className="flex items-center gap-2 print:hidden">
                        <Csv of={of} label="These customers" />
                        <Button size="sm" onClick={onClose}>
                            Close
                        </Button>
                    </div>
                }
            >
                <p className="text-sm text-ink-2">
                    {lead} {asOf}
                </p>
                <Block query={of.rows} skeleton={<TableSkeleton />}>
                    {({ data }) => (
                        <FigureTable
                            caption={`${title}: customers`}
                            rows={data}
                            rowKey={(row) => row.organization_id}
                            isStale={of.rows.isPlaceholderData}
                            columns={[
                                {
                                    id: "name",
                                    label: "Customer",
                                    className: "max-w-72 break-words",
                                    cell: (row) => (
                                        <Link className="underline underline-offset-4" to={`/admin/organizations/${row.organization_id}`}>
                                            {row.name}
                                        </Link>
                                    ),
                                },
                                ...columns,
                            ]}
                        />
                    )}
                </Block>
                {children}
            </Section>
        </div>
    );
}
