/** One organization: what it has, what happened to it, and what can be done about it. */
import { ChevronDown } from "lucide-react";
import { useMemo } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { OrganizationGrants } from "~/admin/OrganizationGrants";
import { OrganizationInvoices } from "~/admin/OrganizationInvoices";
import { OrganizationPeople, impersonation, useMembers } from "~/admin/OrganizationPeople";
import { OrganizationTimeline } from "~/admin/OrganizationTimeline";
import { deedsFor } from "~/admin/organizationDeeds";
import { admin, type AdminRow } from "~/lib/api";
import { bytes, day, moment, money, number, sentence } from "~/lib/format";
import { useOffers } from "~/lib/palette";
import { useRows } from "~/lib/queries";
import { usePlanCodes } from "~/lib/staff";
import { useUrlState } from "~/lib/url-state";
import { AuditList } from "~/ui/AuditList";
import { Badge, StatusBadge } from "~/ui/Badge";
import { Banner } from "~/ui/Banner";
import { Block } from "~/ui/Block";
import { buttonClass } from "~/ui/Button";
import { useDeed } from "~/ui/Deed";
import { Empty } from "~/ui/Empty";
import { Facts } from "~/ui/Facts";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { LINK } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Tabs } from "~/ui/Tabs";
import { EmailList } from "./emails";

type Organization = AdminRow<"organizations">;
type Subscription = AdminRow<"subscriptions">;
type Contract = AdminRow<"manual_subscriptions">;

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
    const contracts = useRows(["admin", "manual_subscriptions", id], (signal) =>
        admin.from("manual_subscriptions").select("*").eq("organization_id", id).neq("status", "canceled").abortSignal(signal).throwOnError(),
    );
    const row = organization.data?.data;
    if (organization.data && !row) {
        return (
            <Page title="Organization">
                <Empty title="There is no such organization">
                    <Link className={LINK} to="/admin/organizations">
                        All organizations
                    </Link>
                </Empty>
            </Page>
        );
    }
    const primary = subscriptions.data?.data.find((one) => one.is_primary) ?? null;
    const contract = contracts.data?.data[0] ?? null;
    return (
        <Page
            title={row?.name ?? "Organization"}
            lead={
                <Link className={LINK} to="/admin/organizations">
                    Organizations
                </Link>
            }
            actions={row && <Actions organization={row} subscription={primary} contract={contract} />}
        >
            <Block query={organization} skeleton={<Skeleton className="h-40" />}>
                {({ data }) => data && <Summary organization={data} />}
            </Block>
            <Tabs label="About the organization" tabs={TABS} />
            {tab === "timeline" && <OrganizationTimeline id={id} />}
            {tab === "subscription" && (
                <Block query={subscriptions} skeleton={<TableSkeleton rows={3} />}>
                    {({ data }) => <Subscriptions rows={data} contract={contract} />}
                </Block>
            )}
            {tab === "invoices" && <OrganizationInvoices id={id} />}
            {tab === "people" && <OrganizationPeople id={id} />}
            {tab === "grants" && <OrganizationGrants id={id} />}
            {tab === "emails" && <EmailList organizationId={id} />}
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
                <Banner urgency="warning" title={`At risk: ${(row.risk ?? []).map((risk) => sentence(risk).toLowerCase()).join(", ")}`} />
            )}
            <div className="card grid gap-x-10 gap-y-4 p-5 md:grid-cols-2">
                <Facts
                    isSparse
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

interface ActionsProps {
    organization: Organization;
    subscription: Subscription | null;
    contract: Contract | null;
}

/** What can be done, in a menu here and in the palette. */
function Actions({ organization, subscription, contract }: ActionsProps) {
    const navigate = useNavigate();
    const [dialog, begin] = useDeed();
    const planCodes = usePlanCodes();
    const members = useMembers(organization.id).data?.data;
    const groups = useMemo(
        () => deedsFor({ organization, subscription, contract, planCodes }),
        [organization, subscription, contract, planCodes],
    );
    useOffers(
        useMemo(
            () => [
                ...groups.flat().map((deed) => ({
                    id: deed.label,
                    label: deed.label,
                    note: organization.name,
                    group: "Actions",
                    run: () => begin(deed),
                })),
                ...(members ?? []).map((member) => ({
                    id: `impersonate-${member.user_id}`,
                    label: `Impersonate ${member.email}`,
                    note: organization.name,
                    group: "Actions",
                    run: () => begin(impersonation(member, navigate)),
                })),
                ...TABS.map((tab) => ({
                    id: `tab-${tab.id}`,
                    label: tab.label,
                    note: organization.name,
                    group: "Tabs",
                    run: () => void navigate({ search: `?tab=${tab.id}` }),
                })),
            ],
            [groups, members, organization.name, begin, navigate],
        ),
    );
    return (
        <>
            <Menu
                align="end"
                trigger={
                    <button type="button" className={buttonClass("primary")}>
                        Actions <ChevronDown className="size-4" aria-hidden="true" />
                    </button>
                }
            >
                {groups.map((deeds, index) => (
                    <div key={deeds[0]?.label} role="presentation">
                        {index > 0 && <MenuSeparator />}
                        {deeds.map((deed) => (
                            <MenuItem key={deed.label} onSelect={() => begin(deed)}>
                                {deed.label}…
                            </MenuItem>
                        ))}
                    </div>
                ))}
            </Menu>
            {dialog}
        </>
    );
}

function Subscriptions({ rows, contract }: { rows: readonly Subscription[]; contract: Contract | null }) {
    if (rows.length === 0) return <Empty title="There never was a subscription" />;
    return (
        <div className="grid gap-4">
            {contract && <Agreed contract={contract} />}
            {rows.map((row) => (
                <div key={row.id} className="card grid gap-x-10 gap-y-4 p-5 md:grid-cols-2">
                    <Facts
                        isSparse
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
                        isSparse
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

function Agreed({ contract }: { contract: Contract }) {
    return (
        <section className="card grid gap-4 p-5" aria-label="Contract">
            <h2 className="font-display text-lg font-semibold">Contract</h2>
            <div className="grid gap-x-10 gap-y-2 md:grid-cols-2">
                <Facts
                    facts={[
                        ["Began", day(contract.starts_at)],
                        [contract.cancel_at ? "Ends" : "Renews itself", contract.cancel_at ?? contract.current_period_end ? day(contract.cancel_at ?? contract.current_period_end ?? "") : null],
                        ["Next change", contract.next_change ? "Agreed, with the next period" : "None"],
                    ]}
                />
                <Facts
                    facts={[
                        ["Days to pay", number(contract.net_terms_days)],
                        ["Purchase order", contract.po_number],
                        ["Tax", `${number(contract.tax_basis_points / 100, 2)} %`],
                        ["Credit for the next invoices", money(contract.credit_cents, contract.currency)],
                    ]}
                />
            </div>
        </section>
    );
}
