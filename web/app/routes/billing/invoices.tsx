import { ReceiptText } from "lucide-react";

import { InvoiceTable } from "~/billing/InvoiceTable";
import { usePermission } from "~/lib/account";
import { api } from "~/lib/api";
import { sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { PAGE_SIZE, pageRange, parseSort, useUrlState } from "~/lib/url-state";
import { Block } from "~/ui/Block";
import { Button, ButtonLink } from "~/ui/Button";
import { Chips } from "~/ui/Chips";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Page } from "~/ui/Page";
import { Pagination } from "~/ui/Pagination";
import { TableSkeleton } from "~/ui/Skeleton";

const STATE = { status: "", sort: "-created_at", page: "1" };
const STATUSES = ["open", "paid", "void", "uncollectible"];

export default function Invoices() {
    const [state, change] = useUrlState(STATE);
    const mayRead = usePermission("billing.read");
    const invoices = useRows(["invoices", state], (signal) => {
        const { column, ascending } = parseSort(state.sort);
        const query = api.from("invoices").select("*", { count: "exact" }).neq("status", "draft");
        return (state.status ? query.eq("status", state.status) : query)
            .order(column, { ascending })
            .order("id")
            .range(...pageRange(state.page))
            .abortSignal(signal)
            .throwOnError();
    });
    const clear = () => change({ status: "" });
    return (
        <Page
            title="Invoices"
            lead="What was billed, paid and given back."
            actions={<ButtonLink to="/billing">Back to billing</ButtonLink>}
        >
            <div className="flex flex-wrap items-center gap-3">
                <InlineSelect label="Status" value={state.status} onChange={(event) => change({ status: event.target.value })}>
                    <option value="">Every status</option>
                    {STATUSES.map((status) => (
                        <option key={status} value={status}>
                            {sentence(status)}
                        </option>
                    ))}
                </InlineSelect>
                <Chips
                    chips={state.status ? [{ id: "status", label: sentence(state.status), remove: clear }] : []}
                    onClear={clear}
                />
            </div>
            <Block query={invoices} skeleton={<TableSkeleton />}>
                {({ data, count }) =>
                    data.length === 0 ? (
                        state.status ? (
                            <Empty title="No invoice has that status" action={<Button onClick={clear}>Show all</Button>} />
                        ) : (
                            <Empty
                                icon={ReceiptText}
                                title="No invoices yet"
                                action={<ButtonLink to="/billing/plans">See the plans</ButtonLink>}
                            >
                                {mayRead ? "The first one comes when you have chosen a plan." : "Invoices are for those who may read billing."}
                            </Empty>
                        )
                    ) : (
                        <div className="grid gap-4">
                            <InvoiceTable
                                rows={data}
                                isStale={invoices.isPlaceholderData}
                                sort={state.sort}
                                onSort={(sort) => change({ sort })}
                            />
                            <Pagination
                                page={state.page}
                                count={count ?? data.length}
                                size={PAGE_SIZE}
                                one="invoice"
                                onPage={(page) => change({ page })}
                            />
                        </div>
                    )
                }
            </Block>
        </Page>
    );
}
