import { History } from "lucide-react";

import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { moment, sentence, words } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { PAGE_SIZE, pageRange, useUrlState } from "~/lib/url-state";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Chips, type Chip } from "~/ui/Chips";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Page } from "~/ui/Page";
import { Pagination } from "~/ui/Pagination";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Entry = Row<"activity">;
type Values = Record<string, unknown>;

const STATE = { actor: "", subject: "", page: "1" };

/** Who acts, as people say it. */
const ACTORS: Record<string, string> = {
    user: "People",
    visitor: "Whoever signed up",
    api_key: "API keys",
    staff: "Our staff",
    impersonation: "Our staff in somebody's place",
    job: "Scheduled jobs",
    system: "The payment provider",
    database: "Maintenance",
};

const SUBJECTS: Record<string, string> = {
    "identity.organizations": "Organization",
    "identity.memberships": "Membership",
    "identity.invitations": "Invitation",
    "identity.api_keys": "API key",
    "identity.sessions": "Session",
    "webhooks.endpoints": "Webhook endpoint",
    "webhooks.endpoint_secrets": "Webhook secret",
    "billing.subscriptions": "Subscription",
    "billing.subscription_facts": "Subscription event",
    "billing.pending_changes": "Change to come",
    "billing.stripe_commands": "Request to the payment provider",
    "billing.coupon_redemptions": "Coupon",
    "billing.profiles": "Billing profile",
    "billing.invoices": "Invoice",
    "billing.payments": "Payment",
    "billing.credit_notes": "Credit note",
    "billing.contracts": "Contract",
    "app.plants": "Plant",
    "app.custom_fields": "Custom field",
};

/** What is asked of the payment provider, as people say it. */
const REQUESTS: Record<string, string> = {
    "customer.create": "know the organization as a customer",
    "customer.update": "note the billing details",
    "checkout_session.create": "open a checkout",
    "checkout_session.expire": "close a checkout",
    "portal_session.create": "open the page for cards",
    "invoice.pay": "try the card again",
    "subscription.apply_coupon": "take a coupon off",
    "subscription.cancel_at_period_end": "cancel with the period",
    "subscription.cancel_now": "cancel at once",
    "subscription.change_plan": "change the plan",
    "subscription.pause": "pause",
    "subscription.resume": "go on after a pause",
    "subscription.set_add_on": "change an add-on",
    "subscription.undo_cancellation": "go on after all",
};

function subjectName(kind: string | null): string {
    if (!kind) return "";
    return SUBJECTS[kind] ?? sentence(kind.split(".").at(-1) ?? kind);
}

const COLUMNS: readonly Column<Entry>[] = [
    { id: "at", label: "When", className: "align-top whitespace-nowrap", cell: (entry) => moment(entry.occurred_at) },
    {
        id: "who",
        label: "Who",
        className: "align-top",
        cell: (entry) => entry.actor_name ?? ACTORS[entry.actor_kind] ?? sentence(entry.actor_kind),
    },
    {
        id: "what",
        label: "What",
        className: "align-top",
        cell: (entry) => (
            <>
                {entry.subject_kind ? `${subjectName(entry.subject_kind)} ${words(entry.action)}` : sentence(entry.action)}
                {entry.reason && <span className="block text-xs text-ink-3">Reason: {entry.reason}</span>}
            </>
        ),
    },
    { id: "change", label: "Change", className: "align-top", cell: (entry) => changedNames(entry).length > 0 && <Change entry={entry} /> },
];

export default function Activity() {
    const [state, change] = useUrlState(STATE);
    const mayRead = usePermission("activity.read");
    const entries = useRows(["activity", state], (signal) => {
        let query = api.from("activity").select("*", { count: "exact" });
        if (state.actor) query = query.eq("actor_kind", state.actor);
        if (state.subject) query = query.eq("subject_kind", state.subject);
        return query
            .order("occurred_at", { ascending: false })
            .range(...pageRange(state.page))
            .abortSignal(signal)
            .throwOnError();
    });
    const chips: Chip[] = [];
    if (state.actor) chips.push({ id: "actor", label: ACTORS[state.actor] ?? state.actor, remove: () => change({ actor: "" }) });
    if (state.subject) chips.push({ id: "subject", label: subjectName(state.subject), remove: () => change({ subject: "" }) });
    const clear = () => change({ actor: "", subject: "" });
    return (
        <Page title="Activity" lead="Who changed what in this organization: your people, your machines, and us.">
            <div className="flex flex-wrap items-center gap-3">
                <InlineSelect label="By whom" value={state.actor} onChange={(event) => change({ actor: event.target.value })}>
                    <option value="">By anybody</option>
                    {Object.entries(ACTORS).map(([code, name]) => (
                        <option key={code} value={code}>
                            {name}
                        </option>
                    ))}
                </InlineSelect>
                <InlineSelect label="Of what" value={state.subject} onChange={(event) => change({ subject: event.target.value })}>
                    <option value="">Of anything</option>
                    {Object.entries(SUBJECTS).map(([code, name]) => (
                        <option key={code} value={code}>
                            {name}
                        </option>
                    ))}
                </InlineSelect>
                <Chips chips={chips} onClear={clear} />
            </div>
            <Block query={entries} skeleton={<TableSkeleton rows={8} />}>
                {({ data, count }) =>
                    data.length === 0 ? (
                        chips.length > 0 ? (
                            <Empty title="Nothing fits these filters" action={<Button onClick={clear}>Clear the filters</Button>} />
                        ) : (
                            <Empty icon={History} title="Nothing to show">
                                {mayRead ? "What is changed from now on stands here." : "The activity is seen by owners and administrators."}
                            </Empty>
                        )
                    ) : (
                        <div className="grid gap-4">
                            <Table
                                caption="Activity"
                                columns={COLUMNS}
                                rows={data}
                                rowKey={(entry) => String(entry.id)}
                                rowHeader="what"
                                isStale={entries.isPlaceholderData}
                                stacks
                            />
                            <Pagination
                                page={state.page}
                                count={count ?? data.length}
                                size={PAGE_SIZE}
                                one="entry"
                                many="entries"
                                onPage={(page) => change({ page })}
                            />
                        </div>
                    )
                }
            </Block>
        </Page>
    );
}

/** The columns that changed, of those that say something. */
function changedNames(entry: Entry): string[] {
    const before = (entry.before ?? {}) as Values;
    const after = (entry.after ?? {}) as Values;
    // What only a machine can read tells nobody anything, nor does what was never filled in.
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) =>
        [before[name], after[name]].some((value) => (value ?? "") !== "" && !(typeof value === "string" && ID.test(value))),
    );
}

/** Before, and after. */
function Change({ entry }: { entry: Entry }) {
    const before = (entry.before ?? {}) as Values;
    const after = (entry.after ?? {}) as Values;
    return (
        <dl className="grid gap-0.5 text-xs">
            {changedNames(entry).map((name) => (
                <div key={name} className="flex flex-wrap gap-x-1.5 max-sm:justify-end">
                    <dt className="text-ink-3">{name === "kind" ? "what" : words(name)}:</dt>
                    <dd className="min-w-0 break-all">
                        {name in before && name in after && <del className="mr-1.5 text-ink-3">{shown(before[name])}</del>}
                        {shown(name in after ? after[name] : before[name])}
                    </dd>
                </div>
            ))}
        </dl>
    );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CODE = /^[a-z]+(_[a-z]+)+$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function shown(value: unknown): string {
    if (value === null || value === undefined || value === "") return "none";
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value === "string") {
        if (TIMESTAMP.test(value)) return moment(value);
        return REQUESTS[value] ?? (CODE.test(value) ? words(value) : value);
    }
    if (typeof value === "number") return String(value);
    if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((item) => shown(item)).join(", ");
    return JSON.stringify(value);
}
