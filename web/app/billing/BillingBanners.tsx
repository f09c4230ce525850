import { useSearchParams } from "react-router";

import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useAllowed, useCommand, usePortal } from "~/lib/billing";
import { day, money } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { Banner } from "~/ui/Banner";
import { Button, buttonClass } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { DunningSteps, useDunning } from "./DunningSteps";

/** What there is to know first: coming back from the checkout, what was not paid, an end that is near. */
export function BillingBanners({ subscription, isAwaited }: { subscription: Row<"subscription">; isAwaited: boolean }) {
    const [parameters] = useSearchParams();
    const checkout = parameters.get("checkout");
    const mayRead = usePermission("billing.read");
    return (
        <>
            {checkout === "complete" && (
                <Banner urgency="information" title={isAwaited ? "Welcome back" : "Welcome back, everything is set"}>
                    {isAwaited
                        ? "What you paid takes effect within moments: as soon as the payment provider confirms it."
                        : "Your plan is active. The receipt is in your mail, and the invoice below."}
                </Banner>
            )}
            {checkout === "canceled" && (
                <Banner urgency="information" title="Welcome back">
                    Nothing was bought. You can choose again whenever you like.
                </Banner>
            )}
            {mayRead && <Unpaid />}
            {subscription.cancel_at && <Leaving endsAt={subscription.cancel_at} />}
            {subscription.status === "paused" && (
                <Banner urgency="notice" title="The subscription is paused">
                    Nothing is billed, and everything can be read.
                    {subscription.resumes_at && ` It goes on by itself on ${day(subscription.resumes_at)} (UTC).`}
                </Banner>
            )}
            {subscription.status === "suspended" && !["trial_ended", "trial_used"].includes(subscription.status_reason ?? "") && (
                <Banner urgency="danger" title="The subscription is suspended">
                    Your data can be read, and nothing was deleted.
                </Banner>
            )}
            {subscription.status === "canceled" && (
                <Banner urgency="notice" title="The subscription has ended">
                    Your data can be read and taken along, and nothing was deleted. Take the plan again, or another one, and you go on
                    where you were.
                </Banner>
            )}
        </>
    );
}

function Leaving({ endsAt }: { endsAt: string }) {
    const allowed = useAllowed();
    const mayManage = usePermission("billing.manage");
    const undo = useCommand(() => api.rpc("undo_cancellation", {}).throwOnError(), { done: "Welcome back: the subscription goes on" });
    return (
        <>
            <Banner
                urgency="warning"
                title={`The subscription ends on ${day(endsAt)} (UTC)`}
                action={
                    mayManage &&
                    allowed("undo_cancellation") && (
                        <Button look="primary" size="sm" busy={undo.isPending} onClick={() => undo.mutate()}>
                            Keep the subscription
                        </Button>
                    )
                }
            >
                Until then everything works as before.
            </Banner>
            <ErrorText error={undo.error} />
        </>
    );
}

/** What was not paid, how to pay it, and what follows if it is not. */
function Unpaid() {
    const dunning = useDunning(null);
    const mayManage = usePermission("billing.manage");
    const portal = usePortal();
    const steps = dunning.data?.data ?? [];
    const invoiceId = steps[0]?.invoice_id;
    const invoice = useRows(
        ["invoice", invoiceId, "due"],
        (signal) =>
            api
                .from("invoices")
                .select("number, currency, amount_due_cents, amount_paid_cents, hosted_url")
                .eq("id", invoiceId!)
                .abortSignal(signal)
                .single()
                .throwOnError(),
        { enabled: invoiceId !== undefined },
    ).data?.data;
    if (!invoiceId || !invoice) return null;
    return (
        <section aria-label="Payment that failed" className="grid gap-4">
            <Banner
                urgency="danger"
                title={`${money(invoice.amount_due_cents, invoice.currency)} could not be collected`}
                action={
                    <div className="flex flex-wrap gap-2">
                        {invoice.hosted_url && (
                            <a href={invoice.hosted_url} className={buttonClass("primary", "sm")}>
                                Pay invoice {invoice.number}
                            </a>
                        )}
                        {mayManage && (
                            <Button size="sm" busy={portal.isPending} onClick={() => portal.mutate()}>
                                Use another card
                            </Button>
                        )}
                    </div>
                }
            >
                Pay it, or put in another card, and everything goes on as it was.
            </Banner>
            <ErrorText error={portal.error} />
            <div className="card p-6">
                <h2 className="mb-4 font-display text-lg font-semibold">What follows, and when</h2>
                <DunningSteps steps={steps} />
            </div>
        </section>
    );
}
