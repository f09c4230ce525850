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
    /** What can be done with a row, in a last column. */
    actions?: (row: Item) => ReactNode;
    /** The names stand in the first column unless another is named. */
    rowHeader?: string;
    foot?: ReactNode;
    /** On a phone each row is a block of its own: names at the left, what they are at the right. */
    stacks?: boolean;
}

const STACKED = "max-sm:flex max-sm:w-full max-sm:items-baseline max-sm:justify-between max-sm:gap-4 max-sm:p-0 max-sm:first:pl-0 max-sm:last:pr-0 max-sm:empty:hidden";

export function Table<Item>({
    caption,
    columns,
    rows,
    rowKey,
    sort,
    onSort,
    isStale = false,
    actions,
    rowHeader = columns[0]?.id,
    foot,
    stacks = false,
}: TableProps<Item>) {
    // Some browsers forget what a table is made of when its parts are laid out otherwise.
    const role = (name: string) => (stacks ? { role: name } : {});
    const sorted = sort ? parseSort(sort) : null;
    return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- by keyboard it scrolls only with the focus
        <div role="region" aria-label={caption} tabIndex={0} className="card relative overflow-x-auto" aria-busy={isStale}>
            <table {...role("table")} className={cx("w-full text-sm transition-opacity", isStale && "opacity-55", stacks && "max-sm:block")}>
                <caption className="sr-only">{caption}</caption>
                <thead {...role("rowgroup")} className={stacks ? (onSort ? "max-sm:block" : "max-sm:sr-only") : undefined}>
                    <tr {...role("row")} className={cx("border-b border-line", stacks && onSort && "max-sm:flex max-sm:flex-wrap")}>
                        {columns.map((column) => {
                            const isSorted = sorted !== null && column.sort === sorted.column;
                            return (
                                <th
                                    key={column.id}
                                    {...role("columnheader")}
                                    scope="col"
                                    aria-sort={isSorted ? (sorted.ascending ? "ascending" : "descending") : undefined}
                                    className={cx(
                                        "px-3 py-2.5 font-medium first:pl-4 last:pr-4 whitespace-nowrap text-ink-2",
                                        column.isFigure ? "text-right" : "text-left",
                                        stacks && onSort && !column.sort && "max-sm:sr-only",
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
                        {actions && (
                            <th {...role("columnheader")} scope="col" className={stacks ? "max-sm:sr-only" : undefined}>
                                <span className="sr-only">Actions</span>
                            </th>
                        )}
                    </tr>
                </thead>
                <tbody {...role("rowgroup")} className={cx("divide-y divide-line", stacks && "max-sm:block")}>
                    {rows.map((row) => (
                        <tr key={rowKey(row)} {...role("row")} className={cx("hover:bg-sunken/60", stacks && "max-sm:grid max-sm:gap-2 max-sm:p-4")}>
                            {columns.map((column) => {
                                const className = cx(
                                    "px-3 py-3 align-middle first:pl-4 last:pr-4",
                                    column.isFigure && "figures text-right whitespace-nowrap",
                                    column.className,
                                );
                                const cell = column.cell(row);
                                if (column.id === rowHeader) {
                                    return (
                                        <th
                                            key={column.id}
                                            {...role("rowheader")}
                                            scope="row"
                                            className={cx(className, "text-left font-medium", stacks && "max-sm:order-first max-sm:p-0 max-sm:first:pl-0 max-sm:last:pr-0")}
                                        >
                                            {cell}
                                        </th>
                                    );
                                }
                                return (
                                    <td key={column.id} {...role("cell")} className={cx(className, stacks && STACKED)}>
                                        {stacks && typeof column.label === "string" && cell !== null && cell !== false && (
                                            <span aria-hidden="true" className="shrink-0 text-ink-3 sm:hidden">
                                                {column.label}
                                            </span>
                                        )}
                                        {stacks ? <div className="min-w-0 wrap-anywhere max-sm:ml-auto max-sm:text-right">{cell}</div> : cell}
                                    </td>
                                );
                            })}
                            {actions && (
                                <td {...role("cell")} className={cx("w-0 py-3 pr-4 pl-3", stacks && "max-sm:w-auto max-sm:p-0")}>
                                    <div className="flex justify-end gap-2 max-sm:flex-wrap">{actions(row)}</div>
                                </td>
                            )}
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
