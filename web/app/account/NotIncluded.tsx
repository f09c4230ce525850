import { Link } from "react-router";

import { usePermission } from "~/lib/account";
import { api } from "~/lib/api";
import { useNames, usePlans } from "~/lib/billing";
import { useRows } from "~/lib/queries";
import { Banner } from "~/ui/Banner";
import { buttonClass } from "~/ui/Button";

/** Whether the plan has a feature; until that is known, it is not said that it lacks it. */
export function useIsIncluded(feature: string): boolean {
    const entitlement = useRows(["entitlements", feature], (signal) =>
        api.from("entitlements").select("granted").eq("feature", feature).abortSignal(signal).maybeSingle().throwOnError(),
    ).data?.data;
    return entitlement?.granted !== false;
}

/** What a screen is for, where the plan does not have it: said before anybody tries. */
export function NotIncluded({ feature }: { feature: string }) {
    const isIncluded = useIsIncluded(feature);
    const name = useNames();
    const mayManage = usePermission("billing.manage");
    const plans = usePlans().data?.data.filter((plan) => plan.features.includes(feature));
    if (isIncluded || !plans) return null;
    return (
        <Banner
            urgency="notice"
            title={`${name(feature)} is not part of your plan`}
            action={
                mayManage && (
                    <Link to={`/billing/plans?for=${feature}`} className={buttonClass("primary", "sm")}>
                        See the plans
                    </Link>
                )
            }
        >
            {plans.map((plan) => plan.name).join(" and ")} {plans.length === 1 ? "has" : "have"} it.
        </Banner>
    );
}
