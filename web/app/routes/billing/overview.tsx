import { ArrowRight, CreditCard, Pause, Play, RotateCcw } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { BillingBanners } from "~/billing/BillingBanners";
import { InvoiceTable } from "~/billing/InvoiceTable";
import { PauseDialog } from "~/billing/PauseDialog";
import { PendingChanges } from "~/billing/PendingChanges";
import { UsageMeters } from "~/billing/UsageMeters";
import { usePermission, useSubscription } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { leaveFor, useAllowed, useCommand, useNames, usePortal, usePreview } from "~/lib/billing";
import { day, money, number, period } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button, ButtonLink } from "~/ui/Button";
import { Empty } from "~/ui/Empty";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { Page, Section } from "~/ui/Page";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";

export default function BillingOverview() {
    const [parameters] = useSearchParams();
    const allowed = useAllowed();
    // What was paid on the provider's page counts when the provider tells us.
    const isAwaited = parameters.get("checkout") === "complete" && !allowed("change_plan");
    const subscription = useSubscription({ isAwaited });
    const mayManage = usePermission("billing.manage");
    const mayRead = usePermission("billing.read");
    const portal = usePortal();

    return (
        <Page
            title="Billing"
            lead="Your plan, what you use of it, and what comes next."
            actions={
                mayManage && (
                    <>
                        <Button busy={portal.isPending} onClick={() => portal.mutate()}>
                            <CreditCard className="size-4" aria-hidden="true" /> Cards and details
                        </Button>
                        {(allowed("change_plan") || allowed("start_checkout")) && (
                            <ButtonLink to="/billing/plans" look="primary">
                                {allowed("change_plan") ? "Change plan" : "Choose a plan"}
                            </ButtonLink>
                        )}
                    </>
                )
            }
        >
            <ErrorText error={portal.error} />
            <Block query={subscription} skeleton={<Skeleton className="h-56" />}>
                {({ data }) =>
                    data ? (
                        <>
                            <BillingBanners subscription={data} isAwaited={isAwaited} />
                            <PendingChanges />
                            <div className="grid gap-4 lg:grid-cols-2">
                                <PlanCard subscription={data} />
                                {mayManage && <NextInvoice subscription={data} />}
                            </div>
                        </>
                    ) : (
                        <Empty title="No plan yet" action={<ButtonLink to="/billing/plans" look="primary">Choose a plan</ButtonLink>}>
                            Nothing was bought yet.
                        </Empty>
                    )
                }
            </Block>
            <UsageMeters />
            {mayRead && <LatestInvoices />}
        </Page>
    );
}

function PlanCard({ subscription }: { subscription: Row<"subscription"> }) {
    const name = useNames();
    const allowed = useAllowed();
    const mayManage = usePermission("billing.manage");
    const [isPausing, setIsPausing] = useState(false);
    const resume = useCommand(() => api.rpc("resume_subscription", {}).throwOnError(), { done: "The subscription goes on" });
    const reactivate = useCommand(() => api.rpc("reactivate_subscription", {}).throwOnError(), { onDone: leaveFor });
    const addOns = Object.entries((subscription.add_ons ?? {}) as Record<string, number>);

    return (
        <section aria-label="Plan" className="card grid content-between gap-5 p-6">
            <div className="grid gap-4">
                <div className="flex flex-wrap items-center justify-between gap-3">
                    <h2 className="font-display text-2xl font-semibold">
                        {subscription.plan_code ? name(subscription.plan_code) : "No plan yet"}
                    </h2>
                    <StatusBadge status={subscription.status} />
                </div>
                <Facts facts={planFacts(subscription)} />
                {addOns.length > 0 && (
                    <ul className="grid gap-1 border-t border-line pt-3 text-sm" aria-label="Add-ons">
                        {addOns.map(([code, quantity]) => (
                            <li key={code} className="figures text-ink-2">
                                {number(quantity)} × {name(code, "add_on")}
                            </li>
                        ))}
                    </ul>
                )}
                <ErrorText error={resume.error ?? reactivate.error} />
            </div>
            {mayManage && (
                <div className="flex flex-wrap items-center gap-2 border-t border-line pt-4 empty:hidden print:hidden">
                    {allowed("set_add_on") && (
                        <ButtonLink to="/billing/plans#add-ons" size="sm">
                            Add-ons
                        </ButtonLink>
                    )}
                    {allowed("pause_subscription") && (
                        <Button size="sm" onClick={() => setIsPausing(true)}>
                            <Pause className="size-4" aria-hidden="true" /> Pause
                        </Button>
                    )}
                    {allowed("resume_subscription") && (
                        <Button size="sm" look="primary" busy={resume.isPending} onClick={() => resume.mutate()}>
                            <Play className="size-4" aria-hidden="true" /> Resume now
                        </Button>
                    )}
                    {allowed("reactivate") && (
                        <Button size="sm" look="primary" busy={reactivate.isPending} onClick={() => reactivate.mutate()}>
                            <RotateCcw className="size-4" aria-hidden="true" /> Take the same plan again
                        </Button>
                    )}
                    {(allowed("cancel_subscription") || (allowed("cancel_at_once") && !subscription.cancel_at)) && (
                        <Link
                            to="/billing/cancel"
                            className="inline-flex min-h-8 items-center text-sm text-ink-2 underline underline-offset-4 not-first:ml-auto hover:text-ink"
                        >
                            Cancel the subscription
                        </Link>
                    )}
                </div>
            )}
            {isPausing && <PauseDialog onClose={() => setIsPausing(false)} />}
        </section>
    );
}

/** What the subscription tells of itself: the terms, and the next day that matters. */
function planFacts(row: Row<"subscription">): [string, string][] {
    const facts: [string, string][] = [];
    if (row.cycle) facts.push(["Billed", row.cycle === "annual" ? "every year" : "every month"]);
    if (row.mrr_cents && row.currency) facts.push(["Per month", money(row.mrr_cents, row.currency)]);
    if (row.status === "trialing" && row.trial_ends_at) facts.push(["Trial ends", `${day(row.trial_ends_at)} (UTC)`]);
    if (row.current_period_start && row.current_period_end && row.status !== "trialing") {
        facts.push(["Period", period(row.current_period_start, row.current_period_end)]);
    }
    if (row.cancel_at) facts.push(["Ends", `${day(row.cancel_at)} (UTC)`]);
    if (row.resumes_at) facts.push(["Goes on", `${day(row.resumes_at)} (UTC)`]);
    if (row.ended_at) facts.push(["Ended", `${day(row.ended_at)} (UTC)`]);
    if (row.access === "read_only") facts.push(["Access", "read only"]);
    return facts;
}

function NextInvoice({ subscription }: { subscription: Row<"subscription"> }) {
    const allowed = useAllowed();
    const isKnown = allowed("change_plan");
    const preview = usePreview({}, isKnown);
    return (
        <section aria-label="Next invoice" className="card grid content-start gap-4 p-6">
            <h2 className="font-display text-lg font-semibold">Next invoice</h2>
            {isKnown ? (
                <Block query={preview} skeleton={<Skeleton className="h-24" />}>
                    {({ data }) => (
                        <div className="grid gap-1">
                            <p className="figures font-display text-3xl font-semibold">
                                {money(data.next_renewal.amount_cents, data.currency)}
                            </p>
                            <p className="text-ink-2">on {day(data.next_renewal.at)} (UTC)</p>
                            <p className="mt-2 text-sm text-ink-3">
                                {data.is_exact
                                    ? "With what you have now, discounts and credit taken off."
                                    : "With what you have now. Taxes and some discounts are added by the payment provider."}
                            </p>
                        </div>
                    )}
                </Block>
            ) : (
                <p className="text-ink-2">{whyNone(subscription)}</p>
            )}
            <Link to="/billing/invoices" className="inline-flex min-h-6 items-center gap-1 text-sm font-medium text-brand-ink print:hidden">
                All invoices <ArrowRight className="size-4" aria-hidden="true" />
            </Link>
        </section>
    );
}

function whyNone(row: Row<"subscription">): string {
    if (row.cancel_at) return `None: the subscription ends on ${day(row.cancel_at)} (UTC), and nothing more is billed.`;
    if (row.status === "trialing") return "None. The trial is free, and nothing is billed before you choose a plan.";
    if (row.status === "paused") return "None while the subscription is paused.";
    if (row.status === "past_due") return "The open one comes first. Once it is paid, the next is shown here.";
    if (row.status === "canceled" || row.status === "suspended") return "None: nothing is billed any more.";
    return "It is issued as agreed in your contract.";
}

function LatestInvoices() {
    const invoices = useRows(["invoices", "latest"], (signal) =>
        api
            .from("invoices")
            .select("*")
            .neq("status", "draft")
            .order("created_at", { ascending: false })
            .limit(3)
            .abortSignal(signal)
            .throwOnError(),
    );
    return (
        <Section
            title="Latest invoices"
            actions={
                <Link to="/billing/invoices" className="min-h-6 text-sm font-medium text-brand-ink underline underline-offset-4">
                    Show all
                </Link>
            }
        >
            <Block query={invoices} skeleton={<TableSkeleton rows={3} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty title="No invoices yet">The first one comes when you have chosen a plan.</Empty>
                    ) : (
                        <InvoiceTable rows={data} isStale={invoices.isPlaceholderData} />
                    )
                }
            </Block>
        </Section>
    );
}
