/** One organization: what it has, what happened to it, and what can be done about it. */
import { ChevronDown, UserRoundCog } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { admin, impersonate, type AdminRow } from "~/lib/api";
import { bytes, day, moment, money, number, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Badge, StatusBadge } from "~/ui/Badge";
import { Banner } from "~/ui/Banner";
import { Block } from "~/ui/Block";
import { Button, buttonClass } from "~/ui/Button";
import { Empty } from "~/ui/Empty";
import { Facts } from "~/ui/Facts";
import { InlineSelect } from "~/ui/Field";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { Page, Section } from "~/ui/Page";
import { ReasonDialog, type ReasonField } from "~/ui/ReasonDialog";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { AuditList } from "~/ui/AuditList";
import { StaffList } from "~/ui/StaffList";
import { Table } from "~/ui/Table";
import { Tabs } from "~/ui/Tabs";

type Organization = AdminRow<"organizations">;
type Subscription = AdminRow<"subscriptions">;

const TABS = [
    { id: "timeline", label: "Timeline" },
    { id: "subscription", label: "Subscription" },
    { id: "invoices", label: "Invoices" },
    { id: "people", label: "People" },
    { id: "grants", label: "Granted by staff" },
    { id: "emails", label: "Mail" },
    { id: "audit", label: "Audit log" },
] as const;
const STATE = { tab: "timeline" };

export default function OrganizationDetail() {
    const id = useParams().organization ?? "";
    const [{ tab }] = useUrlState(STATE);
    const organization = useRows(["admin", "organizations", id], (signal) =>
        admin.from("organizations").select("*").eq("id", id).abortSignal(signal).maybeSingle().throwOnError(),
    );
    const subscriptions = useRows(["admin", "subscriptions", id], (signal) =>
        admin
            .from("subscriptions")
            .select("*")
            .eq("organization_id", id)
            .order("is_primary", { ascending: false })
            .order("created_at", { ascending: false })
            .abortSignal(signal)
            .throwOnError(),
    );
    const row = organization.data?.data;
    if (organization.data && !row) {
        return (
            <Page title="Organization">
                <Empty title="There is no such organization">
                    <Link className="underline" to="/admin/organizations">
                        All organizations
                    </Link>
                </Empty>
            </Page>
        );
    }
    const primary = subscriptions.data?.data.find((one) => one.is_primary) ?? null;
    return (
        <Page
            title={row?.name ?? "Organization"}
            lead={
                <Link className="underline underline-offset-4" to="/admin/organizations">
                    Organizations
                </Link>
            }
            actions={row && <Actions organization={row} subscription={primary} />}
        >
            <Block query={organization} skeleton={<Skeleton className="h-40" />}>
                {({ data }) => data && <Summary organization={data} />}
            </Block>
            <Tabs label="About the organization" tabs={TABS} />
            {tab === "timeline" && <Timeline id={id} />}
            {tab === "subscription" && (
                <Block query={subscriptions} skeleton={<TableSkeleton rows={3} />}>
                    {({ data }) => <Subscriptions rows={data} />}
                </Block>
            )}
            {tab === "invoices" && <Invoices id={id} />}
            {tab === "people" && <People id={id} />}
            {tab === "grants" && <Grants id={id} />}
            {tab === "emails" && <Emails id={id} />}
            {tab === "audit" && <AuditList organizationId={id} />}
        </Page>
    );
}

function Summary({ organization: row }: { organization: Organization }) {
    return (
        <div className="grid gap-4">
            {row.staff_reason && (
                <Banner urgency="danger" title="Suspended by the staff">
                    {row.staff_reason}
                </Banner>
            )}
            {(row.risk ?? []).length > 0 && (
                <Banner urgency="warning" title={`At risk: ${(row.risk ?? []).map(sentence).join(", ")}`} />
            )}
            <div className="card grid gap-x-10 gap-y-4 p-5 md:grid-cols-2">
                <Facts
                    facts={[
                        [
                            "Status",
                            <span key="status" className="flex flex-wrap gap-2">
                                {row.status ? <StatusBadge status={row.status} /> : "No subscription"}
                                {row.is_sandbox && <Badge>Sandbox</Badge>}
                                {row.is_demo && <Badge>Demo</Badge>}
                            </span>,
                        ],
                        ["Access", row.access && sentence(row.access)],
                        ["Because", row.status_reason && sentence(row.status_reason)],
                        ["Plan", row.plan_code && [sentence(row.plan_code), row.cycle].filter(Boolean).join(", ")],
                        ["Granted instead", row.tier_override && sentence(row.tier_override)],
                        ["Trial ends", row.status === "trialing" && row.trial_ends_at ? moment(row.trial_ends_at) : null],
                    ]}
                />
                <Facts
                    facts={[
                        ["MRR", row.mrr_cents === null ? null : money(row.mrr_cents, row.currency ?? "usd")],
                        ["People", number(row.members ?? 0)],
                        ["Plants", number(row.plants)],
                        ["Storage", bytes(row.storage_bytes)],
                        ["Since", day(row.created_at)],
                        ["Last active", row.last_activity_at ? moment(row.last_activity_at) : null],
                        ["Id", <code key="id" className="text-xs break-all select-all">{row.id}</code>],
                    ]}
                />
            </div>
        </div>
    );
}

/** Whatever is done to an organization changes what stands on the page, and the audit log. */
const CHANGED = [["admin"]] as const;

interface Deed {
    title: string;
    lead: string;
    verb: string;
    isDanger?: boolean;
    before?: string;
    after?: (values: Record<string, string>) => string;
    fields?: readonly ReasonField[];
    done: string;
    act: (values: Record<string, string>) => PromiseLike<unknown>;
}

function Actions({ organization, subscription }: { organization: Organization; subscription: Subscription | null }) {
    const [chosen, setChosen] = useState<Deed | null>(null);
    const plans = useRows(["admin", "plan_versions", "codes"], (signal) =>
        admin.from("plan_versions").select("plan_code").eq("is_current", true).order("plan_code").abortSignal(signal).throwOnError(),
    );
    const { mutateAsync } = useAction(async ({ deed, values }: { deed: Deed; values: Record<string, string> }) => await deed.act(values), {
        invalidates: CHANGED,
        done: (_, { deed }) => deed.done,
    });
    const organization_id = organization.id;
    const status = sentence(organization.status ?? "no subscription");
    const until = (value: string | undefined) => (value ? { expires_at: `${value}Z` } : {});

    const extend: Deed = {
        title: "Extend the trial",
        lead: "Days are added to its end, or from now if it has ended already.",
        verb: "Extend",
        before: subscription?.trial_ends_at ? `Ends ${moment(subscription.trial_ends_at)}` : "No trial",
        after: ({ days }) => (days ? `${days} more days` : "–"),
        fields: [{ name: "days", label: "Days", type: "number", initial: "7", hint: "1 to 90" }],
        done: "The trial is extended",
        act: ({ days, reason = "" }) =>
            admin.rpc("extend_trial", { organization_id, days: Number(days), reason }).throwOnError(),
    };
    const suspend: Deed = {
        title: `Suspend ${organization.name}?`,
        lead: "It can read and not write until it is released, whatever is paid. Stripe is asked to pause what it bills.",
        verb: "Suspend",
        isDanger: true,
        before: status,
        after: () => "Suspended, read-only",
        done: "The organization is suspended",
        act: ({ reason = "" }) => admin.rpc("suspend", { organization_id, reason }).throwOnError(),
    };
    const release: Deed = {
        title: `Release ${organization.name}`,
        lead: "It is again what it is without the suspension by the staff.",
        verb: "Release",
        before: status,
        after: () => "As its subscription says",
        done: "The organization is released",
        act: ({ reason = "" }) => admin.rpc("reactivate", { organization_id, reason }).throwOnError(),
    };
    const override: Deed = {
        title: "Grant another plan's entitlements",
        lead: "At once, whichever is higher; what it pays stays as it is.",
        verb: "Grant",
        before: sentence(organization.tier_override ?? organization.plan_code ?? "no plan"),
        after: ({ plan_code }) => sentence(plan_code ?? ""),
        fields: [
            {
                name: "plan_code",
                label: "Plan",
                type: "select",
                initial: plans.data?.data[0]?.plan_code ?? "",
                options: (plans.data?.data ?? []).map(({ plan_code }) => ({ value: plan_code, label: sentence(plan_code) })),
            },
            { name: "expires_at", label: "Until (UTC)", type: "datetime-local", isOptional: true, hint: "Empty: until it is revoked" },
        ],
        done: "The entitlements are granted",
        act: ({ plan_code = "", expires_at, reason = "" }) =>
            admin.rpc("override_tier", { organization_id, plan_code, reason, ...until(expires_at) }).throwOnError(),
    };
    const grant: Deed = {
        title: "Grant one entitlement",
        lead: "It counts at once, instead of plan and add-ons.",
        verb: "Grant",
        fields: [
            { name: "feature", label: "Feature", hint: "Its code, such as plants or sso" },
            { name: "value", label: "Value", hint: "true or false; of a limit a number, null for unlimited", initial: "true" },
            { name: "expires_at", label: "Until (UTC)", type: "datetime-local", isOptional: true, hint: "Empty: until it is revoked" },
        ],
        done: "The entitlement is granted",
        act: ({ feature = "", value = "", expires_at, reason = "" }) =>
            admin
                .rpc("grant_entitlement", { organization_id, feature, value: parse(value) as never, reason, ...until(expires_at) })
                .throwOnError(),
    };
    const revoke: Deed = {
        title: "Revoke the granted plan",
        lead: "It has again what its own plan includes.",
        verb: "Revoke",
        before: sentence(organization.tier_override ?? "none"),
        after: () => sentence(organization.plan_code ?? "no plan"),
        done: "The grant is revoked",
        act: ({ reason = "" }) => admin.rpc("revoke_tier_override", { organization_id, reason }).throwOnError(),
    };
    const cancel: Deed = {
        title: `End the subscription of ${organization.name}?`,
        lead: "At once. What is paid is not given back.",
        verb: "End it now",
        isDanger: true,
        before: status,
        after: () => "Cancelled",
        done: "The subscription ends",
        act: ({ reason = "" }) => admin.rpc("cancel_subscription", { organization_id, reason }).throwOnError(),
    };
    // What may be done the server decides, and says so; what cannot apply is not offered.
    const isHeld = subscription?.hold === "staff";
    return (
        <>
            <Menu
                align="end"
                trigger={
                    <button type="button" className={buttonClass("primary")}>
                        Act <ChevronDown className="size-4" aria-hidden="true" />
                    </button>
                }
            >
                <MenuItem onSelect={() => setChosen(extend)}>Extend the trial…</MenuItem>
                <MenuItem onSelect={() => setChosen(override)}>Grant another plan…</MenuItem>
                {organization.tier_override && <MenuItem onSelect={() => setChosen(revoke)}>Revoke the granted plan…</MenuItem>}
                <MenuItem onSelect={() => setChosen(grant)}>Grant one entitlement…</MenuItem>
                <MenuSeparator />
                {isHeld ? (
                    <MenuItem onSelect={() => setChosen(release)}>Release…</MenuItem>
                ) : (
                    <MenuItem onSelect={() => setChosen(suspend)}>Suspend…</MenuItem>
                )}
                <MenuItem onSelect={() => setChosen(cancel)}>End the subscription…</MenuItem>
            </Menu>
            {chosen && (
                <ReasonDialog
                    title={chosen.title}
                    lead={chosen.lead}
                    verb={chosen.verb}
                    look={chosen.isDanger ? "danger" : "primary"}
                    {...(chosen.before !== undefined && { before: chosen.before })}
                    {...(chosen.after && { after: chosen.after })}
                    {...(chosen.fields && { fields: chosen.fields })}
                    onClose={() => setChosen(null)}
                    act={(values) => mutateAsync({ deed: chosen, values })}
                />
            )}
        </>
    );
}

/** A value as the person wrote it; what is no JSON the server refuses with its own words. */
function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

const KINDS = ["subscription", "action", "invoice", "payment", "email", "webhook", "stripe", "usage", "entitlement", "audit"];
const TIMELINE_STATE = { kind: "", before: "" };
const TIMELINE_SIZE = 50;

function Timeline({ id }: { id: string }) {
    const [state, change] = useUrlState(TIMELINE_STATE);
    const timeline = useRows(["admin", "organization_timeline", id, state], (signal) => {
        let query = admin.from("organization_timeline").select("*").eq("organization_id", id);
        if (state.kind) query = query.eq("kind", state.kind);
        const [at, last] = state.before.split(" ");
        if (at && last) query = query.or(`occurred_at.lt."${at}",and(occurred_at.eq."${at}",id.lt."${last}")`);
        return query
            .order("occurred_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(TIMELINE_SIZE)
            .abortSignal(signal)
            .throwOnError();
    });
    return (
        <Section
            title="What happened"
            actions={
                <InlineSelect label="Kind" value={state.kind} onChange={(event) => change({ kind: event.target.value, before: "" })}>
                    <option value="">Everything</option>
                    {KINDS.map((kind) => (
                        <option key={kind} value={kind}>
                            {sentence(kind)}
                        </option>
                    ))}
                </InlineSelect>
            }
        >
            <Block query={timeline} skeleton={<TableSkeleton rows={8} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty title="Nothing of this kind has happened" />
                    ) : (
                        <div className="grid gap-4">
                            <ol className="card divide-y divide-line" aria-busy={timeline.isPlaceholderData}>
                                {data.map((row) => (
                                    <li key={row.id} className="grid gap-1 px-5 py-3 sm:grid-cols-[11rem_7rem_1fr] sm:gap-4">
                                        <time dateTime={row.occurred_at ?? ""} className="figures text-sm text-ink-3">
                                            {row.occurred_at && moment(row.occurred_at)}
                                        </time>
                                        <span>
                                            <Badge>{sentence(row.kind ?? "")}</Badge>
                                        </span>
                                        <div className="min-w-0">
                                            <p className="text-sm font-medium">{sentence(row.event ?? "")}</p>
                                            <Details details={row.details} />
                                        </div>
                                    </li>
                                ))}
                            </ol>
                            <div className="flex justify-end gap-2">
                                {state.before && (
                                    <Button size="sm" onClick={() => change({ before: "" })}>
                                        Latest
                                    </Button>
                                )}
                                {data.length === TIMELINE_SIZE && (
                                    <Button size="sm" onClick={() => change({ before: `${data.at(-1)?.occurred_at} ${data.at(-1)?.id}` })}>
                                        Earlier
                                    </Button>
                                )}
                            </div>
                        </div>
                    )
                }
            </Block>
        </Section>
    );
}

/** What is known of an event, amounts as money and ids left out: they are in the log. */
function Details({ details }: { details: unknown }) {
    const known = (details ?? {}) as Record<string, unknown>;
    const currency = typeof known.currency === "string" ? known.currency : "usd";
    const parts = Object.entries(known).flatMap(([name, value]) => {
        if (value === null || name === "currency" || name.endsWith("_id")) return [];
        if (name.endsWith("_cents") && typeof value === "number") return `${sentence(name.slice(0, -6))} ${money(value, currency)}`;
        return `${sentence(name)}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
    });
    return parts.length > 0 && <p className="text-sm break-words text-ink-3">{parts.join(" · ")}</p>;
}

function Subscriptions({ rows }: { rows: readonly Subscription[] }) {
    if (rows.length === 0) return <Empty title="There never was a subscription" />;
    return (
        <div className="grid gap-4">
            {rows.map((row) => (
                <div key={row.id} className="card grid gap-x-10 gap-y-4 p-5 md:grid-cols-2">
                    <Facts
                        facts={[
                            ["Status", <StatusBadge key="status" status={row.status} />],
                            ["Because", row.status_reason && sentence(row.status_reason)],
                            ["Plan", row.plan_code && `${sentence(row.plan_code)}, version ${row.plan_version}`],
                            ["Cycle", row.cycle],
                            ["MRR", row.mrr_cents === null ? null : money(row.mrr_cents, row.currency ?? "usd")],
                            ["Billed by", sentence(row.source)],
                            ["At Stripe", row.stripe_subscription_id],
                        ]}
                    />
                    <Facts
                        facts={[
                            ["Started", moment(row.started_at)],
                            ["Trial ends", row.trial_ends_at && moment(row.trial_ends_at)],
                            ["Period", row.current_period_start && row.current_period_end && `${day(row.current_period_start)} – ${day(row.current_period_end)}`],
                            ["Ends", row.cancel_at && moment(row.cancel_at)],
                            ["Ended", row.ended_at && moment(row.ended_at)],
                            ["Reason given", row.cancellation_reason && sentence(row.cancellation_reason)],
                        ]}
                    />
                </div>
            ))}
        </div>
    );
}

function Invoices({ id }: { id: string }) {
    const [noting, setNoting] = useState<AdminRow<"invoices"> | null>(null);
    const { mutateAsync } = useAction(
        async ({ invoice, values }: { invoice: AdminRow<"invoices">; values: Record<string, string> }) =>
            await admin
                .rpc("note_refund", {
                    organization_id: id,
                    invoice_id: invoice.id,
                    amount_cents: Number(values.amount_cents),
                    reason: values.reason ?? "",
                })
                .throwOnError(),
        { invalidates: CHANGED, done: "The refund is noted" },
    );
    return (
        <>
            <StaffList
                view="invoices"
                caption="Invoices"
                fixed={{ organization_id: id }}
                sort="-created_at"
                rowKey={(row) => row.id}
                one="invoice"
                empty={{ title: "No invoice yet", text: "The first one comes with the first payment." }}
                filters={[
                    {
                        name: "status",
                        label: "Status",
                        options: ["draft", "open", "paid", "void", "uncollectible"].map((value) => ({ value })),
                    },
                ]}
                columns={[
                    { id: "number", label: "Number", cell: (row) => row.number ?? "Draft" },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "issued", label: "Issued", isFigure: true, cell: (row) => (row.issued_at ? day(row.issued_at) : "–") },
                    { id: "total", label: "Total", sort: "total_cents", isFigure: true, cell: (row) => money(row.total_cents, row.currency) },
                    { id: "open", label: "Remaining", isFigure: true, cell: (row) => money(row.amount_remaining_cents, row.currency) },
                    { id: "refunded", label: "Refunded", isFigure: true, cell: (row) => money(row.amount_refunded_cents, row.currency) },
                    {
                        id: "act",
                        label: <span className="sr-only">Actions</span>,
                        className: "w-0",
                        cell: (row) =>
                            row.status === "paid" && (
                                <Button size="sm" aria-label={`Note a refund of ${row.number}`} onClick={() => setNoting(row)}>
                                    Note a refund
                                </Button>
                            ),
                    },
                ]}
            />
            {noting && (
                <ReasonDialog
                    title={`Note a refund of ${noting.number}`}
                    lead="It is written down beside the invoice and moves no money: make the refund at Stripe, from where it arrives by itself."
                    before={`${money(noting.amount_refunded_cents, noting.currency)} of ${money(noting.amount_paid_cents, noting.currency)} refunded`}
                    fields={[{ name: "amount_cents", label: `Amount, in the smallest unit of ${noting.currency}`, type: "number", initial: String(noting.amount_paid_cents) }]}
                    after={({ amount_cents }) => `${money(Number(amount_cents) || 0, noting.currency)} noted`}
                    verb="Note it"
                    onClose={() => setNoting(null)}
                    act={(values) => mutateAsync({ invoice: noting, values })}
                />
            )}
        </>
    );
}

function People({ id }: { id: string }) {
    const navigate = useNavigate();
    const [chosen, setChosen] = useState<AdminRow<"members"> | null>(null);
    const members = useRows(["admin", "members", id], (signal) =>
        admin.from("members").select("*").eq("organization_id", id).order("email").abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={members} skeleton={<TableSkeleton rows={3} />}>
            {({ data }) => (
                <>
                    <Table
                        caption="People"
                        rows={data}
                        rowKey={(row) => row.user_id ?? ""}
                        columns={[
                            { id: "email", label: "E-mail", cell: (row) => row.email },
                            { id: "name", label: "Name", cell: (row) => row.full_name },
                            { id: "role", label: "Role", cell: (row) => sentence(row.role ?? "") },
                            { id: "since", label: "Since", isFigure: true, cell: (row) => row.created_at && day(row.created_at) },
                            {
                                id: "act",
                                label: <span className="sr-only">Actions</span>,
                                className: "w-0",
                                cell: (row) => (
                                    <Button size="sm" aria-label={`See what ${row.email} sees`} onClick={() => setChosen(row)}>
                                        <UserRoundCog className="size-4" aria-hidden="true" /> See as
                                    </Button>
                                ),
                            },
                        ]}
                    />
                    {chosen && (
                        <ReasonDialog
                            title={`See what ${chosen.email} sees`}
                            lead="You act as this person, and nothing can be written unless you ask for it. The organization reads of it, with your reason."
                            verb="Begin"
                            fields={[
                                { name: "minutes", label: "For how many minutes", type: "number", initial: "30", hint: "1 to 60" },
                                {
                                    name: "writable",
                                    label: "What you may do",
                                    type: "select",
                                    initial: "no",
                                    options: [
                                        { value: "no", label: "Look only" },
                                        { value: "yes", label: "Change things in their name" },
                                    ],
                                },
                            ]}
                            onClose={() => setChosen(null)}
                            act={async ({ minutes, writable, reason = "" }) => {
                                await impersonate({
                                    user_id: chosen.user_id ?? "",
                                    organization_id: id,
                                    email: chosen.email ?? "",
                                    reason,
                                    minutes: Number(minutes),
                                    writable: writable === "yes",
                                });
                                await navigate("/billing");
                            }}
                        />
                    )}
                </>
            )}
        </Block>
    );
}

function Grants({ id }: { id: string }) {
    return (
        <div className="grid gap-6">
            <Section title="Plans">
                <StaffList
                    view="tier_overrides"
                    caption="Plans granted by the staff"
                    fixed={{ organization_id: id }}
                    sort="-created_at"
                    rowKey={(row) => row.id}
                    one="grant"
                    empty={{ title: "No plan was ever granted" }}
                    columns={[
                        { id: "plan", label: "Plan", cell: (row) => sentence(row.plan_code) },
                        { id: "force", label: "In force", cell: (row) => (row.in_force ? <Badge tone="good">Yes</Badge> : "No") },
                        { id: "until", label: "Until", isFigure: true, cell: (row) => (row.expires_at ? day(row.expires_at) : "revoked") },
                        { id: "why", label: "Reason", cell: (row) => row.reason },
                    ]}
                />
            </Section>
            <Section title="Single entitlements">
                <EntitlementGrants id={id} />
            </Section>
        </div>
    );
}

function EntitlementGrants({ id }: { id: string }) {
    const [revoking, setRevoking] = useState<AdminRow<"entitlement_overrides"> | null>(null);
    const { mutateAsync } = useAction(
        async ({ feature, reason }: { feature: string; reason: string }) =>
            await admin.rpc("revoke_entitlement", { organization_id: id, feature, reason }).throwOnError(),
        { invalidates: CHANGED, done: "The entitlement is revoked" },
    );
    return (
        <>
            <StaffList
                view="entitlement_overrides"
                caption="Entitlements granted by the staff"
                fixed={{ organization_id: id }}
                sort="-created_at"
                rowKey={(row) => row.id}
                one="grant"
                empty={{ title: "No entitlement was ever granted" }}
                columns={[
                    { id: "feature", label: "Feature", cell: (row) => sentence(row.feature) },
                    {
                        id: "value",
                        label: "Value",
                        isFigure: true,
                        cell: (row) => (!row.granted ? "None" : row.limit_value === null ? "Granted, no limit" : number(row.limit_value)),
                    },
                    { id: "force", label: "In force", cell: (row) => (row.in_force ? <Badge tone="good">Yes</Badge> : "No") },
                    { id: "why", label: "Reason", cell: (row) => row.reason },
                    {
                        id: "act",
                        label: <span className="sr-only">Actions</span>,
                        className: "w-0",
                        cell: (row) =>
                            row.in_force && (
                                <Button size="sm" aria-label={`Revoke ${sentence(row.feature)}`} onClick={() => setRevoking(row)}>
                                    Revoke
                                </Button>
                            ),
                    },
                ]}
            />
            {revoking && (
                <ReasonDialog
                    title={`Revoke ${sentence(revoking.feature)}?`}
                    lead="Plan and add-ons count again, at once."
                    verb="Revoke"
                    look="danger"
                    onClose={() => setRevoking(null)}
                    act={({ reason = "" }) => mutateAsync({ feature: revoking.feature, reason })}
                />
            )}
        </>
    );
}

function Emails({ id }: { id: string }) {
    return (
        <StaffList
            view="emails"
            caption="Mail"
            fixed={{ organization_id: id }}
            sort="-created_at"
            rowKey={(row) => row.id}
            one="letter"
            empty={{ title: "Nothing was sent" }}
            columns={[
                { id: "kind", label: "Letter", cell: (row) => sentence(row.kind) },
                { id: "recipient", label: "To", cell: (row) => row.recipient },
                { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                { id: "at", label: "When", sort: "created_at", isFigure: true, cell: (row) => moment(row.created_at) },
            ]}
        />
    );
}
