import { Link } from "react-router";

import type { Row } from "~/lib/api";
import { day, money } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Table, type Column } from "~/ui/Table";

type Invoice = Row<"invoices">;

const COLUMNS: readonly Column<Invoice>[] = [
    {
        id: "number",
        label: "Invoice",
        className: "whitespace-nowrap",
        cell: (invoice) => (
            <Link to={`/billing/invoices/${invoice.id}`} className="font-medium text-brand-ink underline underline-offset-4">
                {invoice.number ?? "Draft"}
            </Link>
        ),
    },
    {
        id: "issued",
        label: "Issued (UTC)",
        sort: "created_at",
        className: "whitespace-nowrap",
        cell: (invoice) => day(invoice.issued_at ?? invoice.created_at),
    },
    { id: "status", label: "Status", cell: (invoice) => <StatusBadge status={invoice.status} /> },
    {
        id: "total",
        label: "Total",
        sort: "total_cents",
        isFigure: true,
        cell: (invoice) => money(invoice.total_cents, invoice.currency),
    },
];

export function InvoiceTable({
    rows,
    isStale,
    sort,
    onSort,
}: {
    rows: readonly Invoice[];
    isStale: boolean;
    sort?: string;
    onSort?: (sort: string) => void;
}) {
    return (
        <Table
            caption="Invoices"
            columns={COLUMNS}
            rows={rows}
            rowKey={(invoice) => invoice.id}
            isStale={isStale}
            stacks
            {...(sort !== undefined && onSort && { sort, onSort })}
        />
    );
}
