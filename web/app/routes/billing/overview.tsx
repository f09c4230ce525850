import { useSearchParams } from "react-router";

import { useSubscription } from "~/lib/account";
import { day, sentence } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Banner } from "~/ui/Banner";
import { Block } from "~/ui/Block";
import { Page } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

export default function BillingOverview() {
    const [parameters] = useSearchParams();
    const checkout = parameters.get("checkout");
    const subscription = useSubscription();
    return (
        <Page title="Billing" lead="Your plan, and what comes next.">
            {checkout === "complete" && (
                <Banner urgency="notice" title="Welcome back">
                    What you paid takes effect within moments: as soon as the payment provider confirms it.
                </Banner>
            )}
            {checkout === "canceled" && (
                <Banner urgency="information" title="Welcome back">
                    Nothing was bought.
                </Banner>
            )}
            <Block query={subscription} skeleton={<Skeleton className="h-24" />}>
                {({ data }) => (
                    <div className="card grid gap-1 p-5">
                        <p className="flex items-center gap-3 font-display text-xl font-semibold">
                            {data?.plan_code ? sentence(data.plan_code) : "No plan yet"}
                            {data && <StatusBadge status={data.status} />}
                        </p>
                        {data?.current_period_end && (
                            <p className="text-ink-2">Paid until {day(data.current_period_end)} (UTC)</p>
                        )}
                    </div>
                )}
            </Block>
        </Page>
    );
}
