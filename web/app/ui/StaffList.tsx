import type { ReactNode } from "react";

import { admin, type AdminRow, type AdminViews } from "../lib/api";
import { sentence } from "../lib/format";
import { useRows } from "../lib/queries";
import { PAGE_SIZE, pageRange, parseSort, useUrlState } from "../lib/url-state";
import { Block } from "./Block";
import { Button } from "./Button";
import { Chips, type Chip } from "./Chips";
import { CsvButton } from "./CsvButton";
import { Empty } from "./Empty";
import { InlineSelect, SearchField } from "./Field";
import { Section } from "./Page";
import { Pagination } from "./Pagination";
import { TableSkeleton } from "./Skeleton";
import { Table, type Column } from "./Table";

export interface ListFilter {
    /** The column. */
    name: string;
    label: string;
    /** Values of it; "null" and "set" are none and any. */
    options: readonly { value: string; label?: string }[];
}

interface StaffListProps<Name extends keyof AdminViews> {
    view: Name;
    caption: string;
    /** Where it is one of several things on a page. */
    title?: string;
    columns: readonly Column<AdminRow<Name>>[];
    actions?: (row: AdminRow<Name>) => ReactNode;
    rowKey: (row: AdminRow<Name>) => string;
    /** The order at first, and what makes it total. */
    sort: string;
    tie?: string;
    filters?: readonly ListFilter[];
    /** Columns whose text is searched, and what that is called. */
    search?: { label: string; columns: readonly string[] };
    /** What it is limited to, whatever is chosen: one organization. */
    fixed?: Readonly<Record<string, string>>;
    one: string;
    many?: string;
    empty: { title: string; text?: ReactNode };
}

/** A list of the staff's: search, filters as chips, order, pages and all of it as CSV, in the URL. */
export function StaffList<Name extends keyof AdminViews>({
    view,
    caption,
    title,
    columns,
    actions,
    rowKey,
    sort,
    tie = "id",
    filters = [],
    search,
    fixed = {},
    one,
    many,
    empty,
}: StaffListProps<Name>) {
    const [state, change] = useListState(filters, sort);
    const { column, ascending } = parseSort(state.sort ?? sort);
    const conditions = conditionsOf(state, filters, search?.columns ?? [], fixed);
    const rows = useRows(["admin", view, state, fixed], (signal) => {
        // What is asked for is only known here by name; which columns there are the caller knows.
        const parameters = new URLSearchParams(Object.entries(conditions));
        let query = admin.from(view as "users").select("*", { count: "exact" });
        for (const [name, value] of parameters) {
            query = name === "or" ? query.or(value.slice(1, -1)) : query.filter(name, ...operatorOf(value));
        }
        return query
            .order(column as "id", { ascending })
            .order(tie as "id", { ascending })
            .range(...pageRange(state.page ?? "1"))
            .abortSignal(signal)
            .throwOnError();
    });

    const clear = () => change(Object.fromEntries(["q", ...filters.map((filter) => filter.name)].map((name) => [name, ""])));
    const chips: Chip[] = filters.flatMap((filter) => {
        const value = state[filter.name];
        if (!value) return [];
        const option = filter.options.find((one) => one.value === value);
        return [
            {
                id: filter.name,
                label: `${filter.label}: ${option?.label ?? sentence(value)}`,
                remove: () => change({ [filter.name]: "" }),
            },
        ];
    });
    if (state.q) chips.unshift({ id: "q", label: `Contains “${state.q}”`, remove: () => change({ q: "" }) });

    // Where there never was anything, there is nothing to look for in it.
    const isBare = rows.data?.data.length === 0 && !rows.isPlaceholderData && chips.length === 0;
    const csv = !isBare && <CsvButton schema="admin" path={view} filters={conditions} fileName={view} label={caption} />;
    const hasTools = search !== undefined || filters.length > 0 || title === undefined;
    const list = (
        <div className="grid gap-4">
            {hasTools && !isBare && (
                <div className="flex flex-wrap items-center gap-x-2 gap-y-3 print:hidden">
                    {search && (
                        <SearchField
                            label={search.label}
                            className="max-w-xs min-w-40 flex-1 basis-40 max-sm:max-w-none max-sm:basis-full"
                            value={state.q ?? ""}
                            onSearch={(q) => change({ q }, { replace: true })}
                        />
                    )}
                    {filters.map((filter) => (
                        <InlineSelect
                            key={filter.name}
                            label={filter.label}
                            value={state[filter.name] ?? ""}
                            onChange={(event) => change({ [filter.name]: event.target.value })}
                        >
                            <option value="">{filter.label}: any</option>
                            {filter.options.map((option) => (
                                <option key={option.value} value={option.value}>
                                    {option.label ?? sentence(option.value)}
                                </option>
                            ))}
                        </InlineSelect>
                    ))}
                    {title === undefined && <div className="ml-auto">{csv}</div>}
                </div>
            )}
            <Chips chips={chips} onClear={clear} />
            <Block query={rows} skeleton={<TableSkeleton rows={10} />}>
                {({ data, count }) =>
                    data.length === 0 ? (
                        chips.length > 0 ? (
                            <Empty title="Nothing is like that" action={<Button onClick={clear}>Clear the filters</Button>}>
                                The filters hide all there is.
                            </Empty>
                        ) : (
                            <Empty title={empty.title}>{empty.text}</Empty>
                        )
                    ) : (
                        <div className="grid gap-4">
                            <Table
                                caption={caption}
                                columns={columns}
                                {...(actions && { actions })}
                                rows={data as unknown as AdminRow<Name>[]}
                                rowKey={rowKey}
                                sort={state.sort ?? sort}
                                onSort={(wanted) => change({ sort: wanted })}
                                isStale={rows.isPlaceholderData}
                                stacks
                            />
                            <Pagination
                                page={state.page ?? "1"}
                                count={count ?? data.length}
                                size={PAGE_SIZE}
                                one={one}
                                {...(many && { many })}
                                onPage={(page) => change({ page })}
                            />
                        </div>
                    )
                }
            </Block>
        </div>
    );
    return title === undefined ? (
        list
    ) : (
        <Section title={title} actions={csv}>
            {list}
        </Section>
    );
}

const DEFAULTS = new Map<string, Record<string, string>>();

/** The defaults have to stay the same object from one rendering to the next. */
function useListState(filters: readonly ListFilter[], sort: string) {
    const names = filters.map((filter) => filter.name);
    const key = [sort, ...names].join();
    let defaults = DEFAULTS.get(key);
    if (!defaults) {
        defaults = { q: "", page: "1", sort, ...Object.fromEntries(names.map((name) => [name, ""])) };
        DEFAULTS.set(key, defaults);
    }
    return useUrlState<Record<string, string>>(defaults);
}

/** The conditions as PostgREST's address has them: for the list as for its CSV. */
function conditionsOf(
    state: Record<string, string>,
    filters: readonly ListFilter[],
    searched: readonly string[],
    fixed: Readonly<Record<string, string>>,
): Record<string, string> {
    const conditions: Record<string, string> = {};
    for (const [name, value] of Object.entries(fixed)) conditions[name] = `eq.${value}`;
    for (const { name } of filters) {
        const value = state[name];
        if (value === "null") conditions[name] = "is.null";
        else if (value === "set") conditions[name] = "not.is.null";
        else if (value) conditions[name] = `eq.${value}`;
    }
    if (state.q && searched.length > 0) {
        const text = state.q.replaceAll(/[%_\\]/g, String.raw`\$&`).replaceAll(/["\\]/g, String.raw`\$&`);
        conditions.or = `(${searched.map((column) => `${column}.ilike."%${text}%"`).join()})`;
    }
    return conditions;
}

function operatorOf(condition: string): [operator: string, value: string] {
    const at = condition.startsWith("not.") ? condition.indexOf(".", 4) : condition.indexOf(".");
    return [condition.slice(0, at), condition.slice(at + 1)];
}
