/** All organizations: found among many, filtered, page by page, and as a file. */
import { admin, type AdminRow } from "~/lib/api";
import { ago, day, money, number, plural, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { usePlanCodes } from "~/lib/staff";
import { useUrlState } from "~/lib/url-state";
import { Badge, StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Chips, type Chip } from "~/ui/Chips";
import { CsvButton } from "~/ui/CsvButton";
import { Empty } from "~/ui/Empty";
import { InlineSelect, SearchField } from "~/ui/Field";
import { OrganizationLink } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Organization = AdminRow<"organizations">;

interface Found {
    total: number;
    is_total_exact: boolean;
    organizations: Organization[];
    /** Where the next page begins, if there is one. */
    next: Record<string, string> | null;
}

const STATE = { q: "", status: "", plan_code: "", risk: "", sort: "created_at", after: "" };

const STATUSES = ["trialing", "active", "past_due", "paused", "suspended", "incomplete", "canceled"];
const RISKS = ["trial_ending_unused", "payment_failing", "usage_falling", "limit_reached"];
const SORTS = [
    { value: "created_at", label: "Newest first" },
    { value: "name", label: "By name" },
    { value: "trial_ends_at", label: "Trials ending next" },
    { value: "mrr_cents", label: "Highest MRR" },
];

/** What belongs to a value, beneath it. */
const BESIDE = "block text-xs whitespace-nowrap text-ink-3";

const COLUMNS: Column<Organization>[] = [
    {
        id: "name",
        label: "Name",
        className: "min-w-44",
        cell: (row) => (
            <span className="flex flex-wrap items-center gap-2">
                <OrganizationLink id={row.id}>{row.name}</OrganizationLink>
                {row.is_sandbox && <Badge>Sandbox</Badge>}
                {row.is_demo && <Badge>Demo</Badge>}
            </span>
        ),
    },
    {
        id: "status",
        label: "Status",
        cell: (row) =>
            row.status && (
                <>
                    <StatusBadge status={row.status} />
                    {row.status === "trialing" && row.trial_ends_at && <span className={BESIDE}>until {day(row.trial_ends_at)}</span>}
                </>
            ),
    },
    {
        id: "plan",
        label: "Plan",
        cell: (row) =>
            row.plan_code ? (
                <>
                    {sentence(row.plan_code)}
                    {row.cycle && <span className={BESIDE}>{row.cycle}</span>}
                </>
            ) : (
                "–"
            ),
    },
    {
        id: "mrr",
        label: "MRR",
        isFigure: true,
        cell: (row) => (row.mrr_cents ? money(row.mrr_cents, row.currency ?? "usd") : "–"),
    },
    { id: "members", label: "People", isFigure: true, cell: (row) => number(row.members ?? 0) },
    { id: "risk", label: "Risks", cell: (row) => (row.risk?.length ? row.risk.map((risk) => <Badge key={risk} tone="warn">{sentence(risk)}</Badge>) : null) },
    { id: "seen", label: "Last active", isFigure: true, cell: (row) => (row.last_activity_at ? ago(row.last_activity_at) : "–") },
    { id: "created", label: "Since", isFigure: true, cell: (row) => day(row.created_at) },
];

export default function Organizations() {
    const [state, change] = useUrlState(STATE);
    const planCodes = usePlanCodes();
    const wanted = {
        sort: state.sort,
        ...(state.q && { query: state.q }),
        ...(state.status && { status: state.status }),
        ...(state.plan_code && { plan_code: state.plan_code }),
        ...(state.risk && { risk: state.risk }),
    };
    const found = useRows(["admin", "organizations", wanted, state.after], (signal) =>
        admin
            .rpc("search_organizations", { ...wanted, ...(state.after && { after: JSON.parse(state.after) as never }) })
            .abortSignal(signal)
            .throwOnError(),
    );
    // Another question begins at its first page.
    const ask = (next: Partial<typeof STATE>, options?: { replace?: boolean }) => change({ ...next, after: "" }, options);
    const clear = () => ask({ q: "", status: "", plan_code: "", risk: "" });
    const chips: Chip[] = [
        ...(state.q ? [{ id: "q", label: `Contains “${state.q}”`, remove: () => ask({ q: "" }) }] : []),
        ...(["status", "plan_code", "risk"] as const).flatMap((name) =>
            state[name]
                ? [{ id: name, label: `${name === "plan_code" ? "Plan" : sentence(name)}: ${sentence(state[name])}`, remove: () => ask({ [name]: "" }) }]
                : [],
        ),
    ];

    return (
        <Page title="Organizations" lead="By a part of a name or of a member's address, an id, or any id of Stripe's.">
            <div className="grid gap-3">
                <div className="flex flex-wrap items-center gap-x-2 gap-y-3 print:hidden">
                    <SearchField
                        label="Search organizations"
                        className="max-w-xs min-w-40 flex-1 basis-40 max-sm:max-w-none max-sm:basis-full"
                        value={state.q}
                        onSearch={(q) => ask({ q }, { replace: true })}
                    />
                    <Choice label="Status" value={state.status} values={STATUSES} onChoose={(status) => ask({ status })} />
                    <Choice label="Plan" value={state.plan_code} values={planCodes} onChoose={(plan_code) => ask({ plan_code })} />
                    <Choice label="Risk" value={state.risk} values={RISKS} onChoose={(risk) => ask({ risk })} />
                    <InlineSelect label="Order" value={state.sort} onChange={(event) => ask({ sort: event.target.value })}>
                        {SORTS.map((sort) => (
                            <option key={sort.value} value={sort.value}>
                                {sort.label}
                            </option>
                        ))}
                    </InlineSelect>
                    <div className="ml-auto">
                        <CsvButton
                            schema="admin"
                            path="rpc/list_organizations"
                            filters={wanted}
                            fileName="organizations"
                            label="The organizations found"
                        />
                    </div>
                </div>
                <Chips chips={chips} onClear={clear} />
            </div>
            <Block query={found} skeleton={<TableSkeleton rows={15} />}>
                {({ data }) => {
                    const { organizations, total, is_total_exact: isExact, next } = data as unknown as Found;
                    if (organizations.length === 0) {
                        return chips.length > 0 ? (
                            <Empty title="No organization is like that" action={<Button onClick={clear}>Clear the filters</Button>}>
                                There are others.
                            </Empty>
                        ) : (
                            <Empty title="Nobody has signed up yet">They appear here as soon as somebody does.</Empty>
                        );
                    }
                    return (
                        <div className="grid gap-4">
                            <Table
                                caption="Organizations"
                                columns={COLUMNS}
                                rows={organizations}
                                rowKey={(row) => row.id}
                                isStale={found.isPlaceholderData}
                                stacks
                            />
                            <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3 text-sm text-ink-2">
                                <p role="status">
                                    {isExact ? "" : "More than "}
                                    {plural(total, "organization")} found
                                </p>
                                <div className="flex gap-2">
                                    {state.after && (
                                        <Button size="sm" onClick={() => change({ after: "" })}>
                                            First page
                                        </Button>
                                    )}
                                    {next && (
                                        <Button size="sm" onClick={() => change({ after: JSON.stringify(next) })}>
                                            Next page
                                        </Button>
                                    )}
                                </div>
                            </nav>
                        </div>
                    );
                }}
            </Block>
        </Page>
    );
}

function Choice({
    label,
    value,
    values,
    onChoose,
}: {
    label: string;
    value: string;
    values: readonly string[];
    onChoose: (value: string) => void;
}) {
    return (
        <InlineSelect label={label} value={value} onChange={(event) => onChoose(event.target.value)}>
            <option value="">{label}: any</option>
            {values.map((one) => (
                <option key={one} value={one}>
                    {sentence(one)}
                </option>
            ))}
        </InlineSelect>
    );
}
