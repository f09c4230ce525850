import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";

import { parseSort } from "../lib/url-state";
import { cx } from "./cx";

export interface Column<Item> {
    id: string;
    label: ReactNode;
    cell: (item: Item) => ReactNode;
    /** Figures stand at the right, one digit beneath the other. */
    isFigure?: boolean;
    /** By which name the list is sorted by this column, if it can be. */
    sort?: string;
    className?: string;
}

interface TableProps<Item> {
    caption: string;
    columns: readonly Column<Item>[];
    rows: readonly Item[];
    rowKey: (row: Item) => string;
    /** As url-state holds it: "name" or "-name". */
    sort?: string;
    onSort?: (sort: string) => void;
    /** What is shown is of before; other rows are on their way. */
    isStale?: boolean;
    /** The names stand in the first column unless another is named. */
    rowHeader?: string;
    foot?: ReactNode;
}

export function Table<Item>({
    caption,
    columns,
    rows,
    rowKey,
    sort,
    onSort,
    isStale = false,
    rowHeader = columns[0]?.id,
    foot,
}: TableProps<Item>) {
    const sorted = sort ? parseSort(sort) : null;
    return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keyboard it scrolls only with the focus
        <div role="region" aria-label={caption} tabIndex={0} className="card overflow-x-auto" aria-busy={isStale}>
            <table className={cx("w-full text-sm transition-opacity", isStale && "opacity-55")}>
                <caption className="sr-only">{caption}</caption>
                <thead>
                    <tr className="border-b border-line">
                        {columns.map((column) => {
                            const isSorted = sorted !== null && column.sort === sorted.column;
                            return (
                                <th
                                    key={column.id}
                                    scope="col"
                                    aria-sort={isSorted ? (sorted.ascending ? "ascending" : "descending") : undefined}
                                    className={cx(
                                        "px-4 py-2.5 font-medium whitespace-nowrap text-ink-2",
                                        column.isFigure ? "text-right" : "text-left",
                                    )}
                                >
                                    {column.sort && onSort ? (
                                        <button
                                            type="button"
                                            onClick={() =>
                                                onSort(isSorted && sorted.ascending ? `-${column.sort}` : column.sort!)
                                            }
                                            className="inline-flex min-h-6 items-center gap-1 hover:text-ink"
                                        >
                                            {column.label}
                                            <SortMark isSorted={isSorted} isAscending={sorted?.ascending ?? true} />
                                        </button>
                                    ) : (
                                        column.label
                                    )}
                                </th>
                            );
                        })}
                    </tr>
                </thead>
                <tbody className="divide-y divide-line">
                    {rows.map((row) => (
                        <tr key={rowKey(row)} className="hover:bg-sunken/60">
                            {columns.map((column) => {
                                const className = cx(
                                    "px-4 py-3 align-middle",
                                    column.isFigure && "figures text-right whitespace-nowrap",
                                    column.className,
                                );
                                return column.id === rowHeader ? (
                                    <th key={column.id} scope="row" className={cx(className, "text-left font-medium")}>
                                        {column.cell(row)}
                                    </th>
                                ) : (
                                    <td key={column.id} className={className}>
                                        {column.cell(row)}
                                    </td>
                                );
                            })}
                        </tr>
                    ))}
                </tbody>
                {foot}
            </table>
        </div>
    );
}

function SortMark({ isSorted, isAscending }: { isSorted: boolean; isAscending: boolean }) {
    const Icon = !isSorted ? ChevronsUpDown : isAscending ? ArrowUp : ArrowDown;
    return <Icon className={cx("size-3.5", !isSorted && "opacity-50")} aria-hidden="true" />;
}
