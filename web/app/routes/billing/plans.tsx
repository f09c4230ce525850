import { Check } from "lucide-react";
import { useSearchParams } from "react-router";

import { AddOnList } from "~/billing/AddOnList";
import { ChangeDialog } from "~/billing/ChangeDialog";
import { CouponForm } from "~/billing/CouponForm";
import { PendingChanges } from "~/billing/PendingChanges";
import { usePermission, useSubscription } from "~/lib/account";
import { useAllowed, useFeatures, useNames, usePlans, type Cycle, type Plan } from "~/lib/billing";
import { money, quantity } from "~/lib/format";
import { useUrlState } from "~/lib/url-state";
import { Badge } from "~/ui/Badge";
import { Banner } from "~/ui/Banner";
import { Block } from "~/ui/Block";
import { Button, ButtonLink } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { Page, Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

const STATE = { cycle: "", plan: "", add_on: "", quantity: "", for: "" };
const CYCLES: readonly { value: Cycle; label: string }[] = [
    { value: "monthly", label: "Monthly" },
    { value: "annual", label: "Annual" },
];

/** Which plan and which add-ons; a choice opens what it would cost, and is in the address. */
export default function Plans() {
    const [state, change] = useUrlState(STATE);
    const [parameters] = useSearchParams();
    const subscription = useSubscription();
    const allowed = useAllowed();
    const mayManage = usePermission("billing.manage");
    const plans = usePlans();
    const name = useNames();
    const row = subscription.data?.data;
    const cycle: Cycle = state.cycle === "annual" || (state.cycle === "" && row?.cycle === "annual") ? "annual" : "monthly";
    const mayChoose = mayManage && (allowed("change_plan") || allowed("start_checkout"));
    const close = () => change({ plan: "", add_on: "", quantity: "" }, { replace: true });

    return (
        <Page
            title={allowed("change_plan") ? "Change plan" : mayChoose ? "Choose a plan" : "Plans"}
            lead="Before anything is billed you see what it costs, to the cent, and from when it counts."
            actions={<ButtonLink to="/billing">Back to billing</ButtonLink>}
        >
            {row && !mayChoose && (
                <Banner urgency="information" title="Your plan cannot be changed here at present">
                    {mayManage
                        ? "Your subscription's state, or your contract, does not allow it. Under Billing stands what can be done."
                        : "Owners, administrators and those in charge of billing can change it."}
                </Banner>
            )}
            <PendingChanges />
            {state.for && (
                <Banner urgency="notice" title={`More of: ${name(state.for)}`}>
                    Plans and add-ons that bring it are marked.
                </Banner>
            )}
            <Block query={plans} skeleton={<Skeleton className="h-120" />}>
                {({ data }) => (
                    <div className="grid gap-4">
                        <CycleSwitch value={cycle} onChange={(wanted) => change({ cycle: wanted }, { replace: true })} />
                        <ul className="grid items-stretch gap-4 md:grid-cols-3">
                            {data.map((plan, index) => (
                                <PlanOffer
                                    key={plan.code}
                                    plan={plan}
                                    below={data[index - 1]}
                                    cycle={cycle}
                                    currency={row?.currency ?? "usd"}
                                    wanted={state.for}
                                    isSuggested={
                                        allowed("change_plan")
                                            ? index >= data.findIndex((one) => one.code === row?.plan_code)
                                            : plan.code === row?.plan_code
                                    }
                                    isPresent={allowed("change_plan") && row?.plan_code === plan.code && row.cycle === cycle}
                                    onChoose={mayChoose ? () => change({ plan: plan.code, cycle }) : null}
                                />
                            ))}
                        </ul>
                    </div>
                )}
            </Block>
            {mayManage && allowed("set_add_on") && row && (
                <AddOnList
                    subscription={row}
                    wanted={state.for}
                    onPreview={(code, wantedQuantity) => change({ add_on: code, quantity: String(wantedQuantity) })}
                />
            )}
            {mayManage && allowed("apply_coupon") && (
                <Section title="Coupon">
                    <CouponForm />
                </Section>
            )}
            {mayChoose && state.plan && (
                <ChangeDialog key={parameters.toString()} wish={{ plan_code: state.plan, cycle }} onClose={close} />
            )}
            {mayManage && state.add_on && /^\d{1,6}$/.test(state.quantity) && (
                <ChangeDialog
                    key={parameters.toString()}
                    wish={{ add_ons: { [state.add_on]: Number(state.quantity) } }}
                    onClose={close}
                />
            )}
        </Page>
    );
}

function CycleSwitch({ value, onChange }: { value: Cycle; onChange: (cycle: Cycle) => void }) {
    return (
        <fieldset className="inline-flex w-fit rounded-control border border-line-strong/60 bg-surface p-1">
            <legend className="sr-only">Billed</legend>
            {CYCLES.map((cycle) => (
                <label
                    key={cycle.value}
                    className={cx(
                        "inline-flex min-h-8 items-center rounded-[0.375rem] px-4 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-focus",
                        cycle.value === value ? "bg-brand-soft text-brand-ink" : "text-ink-2 hover:text-ink",
                    )}
                >
                    <input
                        type="radio"
                        name="cycle"
                        className="sr-only"
                        checked={cycle.value === value}
                        onChange={() => onChange(cycle.value)}
                    />
                    {cycle.label}
                </label>
            ))}
        </fieldset>
    );
}

interface PlanOfferProps {
    plan: Plan;
    /** The next smaller one, whose features this has as well. */
    below: Plan | undefined;
    cycle: Cycle;
    currency: string;
    /** A feature that is looked for. */
    wanted: string;
    isPresent: boolean;
    /** What was tried, had before, or is more than what there is. */
    isSuggested: boolean;
    onChoose: (() => void) | null;
}

function PlanOffer({ plan, below, cycle, currency, wanted, isPresent, isSuggested, onChoose }: PlanOfferProps) {
    const features = useFeatures().data?.data ?? [];
    const price = plan.prices.find((row) => row.cycle === cycle && row.currency === currency);
    const limits = features.filter((feature) => feature.code && feature.code in plan.limits);
    const isMore = below?.features.every((code) => plan.features.includes(code)) ?? false;
    const granted = features.filter(
        (feature) => feature.code && plan.features.includes(feature.code) && !(isMore && below?.features.includes(feature.code)),
    );
    return (
        <li className={cx("card flex flex-col gap-5 p-6", isPresent && "border-brand ring-1 ring-brand")}>
            <div>
                <div className="flex items-center justify-between gap-2">
                    <h2 className="font-display text-xl font-semibold">{plan.name}</h2>
                    {isPresent && <Badge tone="brand">Your plan</Badge>}
                </div>
                <p className="mt-1 text-sm text-ink-2">{plan.description}</p>
            </div>
            {price && (
                <p className="figures">
                    <span className="font-display text-3xl font-semibold">
                        {money(price.unit_amount_cents, price.currency, { whole: true })}
                    </span>{" "}
                    <span className="text-ink-2">{cycle === "annual" ? "a year" : "a month"}</span>
                </p>
            )}
            <ul className="grid gap-2 text-sm">
                {limits.map((feature) => {
                    const limit = plan.limits[feature.code!];
                    return (
                        <li key={feature.code} className={cx("flex justify-between gap-3", wanted === feature.code && "font-semibold text-brand-ink")}>
                            <span>{feature.name}</span>
                            <span className="figures">{limit == null ? "Unlimited" : quantity(limit, feature.unit)}</span>
                        </li>
                    );
                })}
            </ul>
            <ul className="grid gap-1.5 border-t border-line pt-4 text-sm">
                {isMore && <li className="font-medium">Everything in {below?.name}, and</li>}
                {granted.map((feature) => (
                    <li key={feature.code} className={cx("flex items-start gap-2", wanted === feature.code && "font-semibold text-brand-ink")}>
                        <Check className="mt-0.5 size-4 shrink-0 text-brand-ink" aria-hidden="true" />
                        {feature.name}
                    </li>
                ))}
            </ul>
            <div className="mt-auto pt-2">
                <Button
                    className="w-full"
                    look={isSuggested && !isPresent ? "primary" : "secondary"}
                    disabled={isPresent || onChoose === null}
                    onClick={() => onChoose?.()}
                >
                    {isPresent ? "Your present plan" : `Choose ${plan.name}`}
                </Button>
            </div>
        </li>
    );
}
