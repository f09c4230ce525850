import { admin, type AdminRow } from "~/lib/api";
import { day, money, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { PAGE_SIZE, pageRange, parseSort, useUrlState } from "~/lib/url-state";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Empty } from "~/ui/Empty";
import { Page } from "~/ui/Page";
import { Pagination } from "~/ui/Pagination";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Organization = AdminRow<"organizations">;

const STATE = { sort: "-created_at", page: "1" };

const COLUMNS: Column<Organization>[] = [
    { id: "name", label: "Name", sort: "name", cell: (row) => row.name },
    { id: "status", label: "Status", cell: (row) => row.status && <StatusBadge status={row.status} /> },
    { id: "plan", label: "Plan", cell: (row) => row.plan_code && sentence(row.plan_code) },
    {
        id: "mrr",
        label: "MRR",
        sort: "mrr_cents",
        isFigure: true,
        cell: (row) => (row.mrr_cents === null ? "–" : money(row.mrr_cents, "usd")),
    },
    { id: "created", label: "Since", sort: "created_at", isFigure: true, cell: (row) => day(row.created_at) },
];

export default function Organizations() {
    const [state, change] = useUrlState(STATE);
    const organizations = useRows(["admin", "organizations", state], (signal) => {
        const { column, ascending } = parseSort(state.sort);
        return admin
            .from("organizations")
            .select("*", { count: "exact" })
            .order(column, { ascending })
            .order("id")
            .range(...pageRange(state.page))
            .abortSignal(signal)
            .throwOnError();
    });
    return (
        <Page title="Organizations">
            <Block query={organizations} skeleton={<TableSkeleton rows={PAGE_SIZE} />}>
                {({ data, count }) =>
                    data.length === 0 ? (
                        <Empty title="Nobody has signed up yet" />
                    ) : (
                        <div className="grid gap-4">
                            <Table
                                caption="Organizations"
                                columns={COLUMNS}
                                rows={data}
                                rowKey={(row) => row.id}
                                sort={state.sort}
                                onSort={(sort) => change({ sort })}
                                isStale={organizations.isPlaceholderData}
                            />
                            <Pagination
                                page={state.page}
                                count={count ?? data.length}
                                one="organization"
                                onPage={(page) => change({ page })}
                            />
                        </div>
                    )
                }
            </Block>
        </Page>
    );
}
