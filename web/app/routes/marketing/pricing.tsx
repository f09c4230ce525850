import { CURRENCY, addOns, features, grantOf, plans, priceOf, type Cycle, type Feature, type Plan } from "~/data/catalog";
import { money, quantity } from "~/lib/format";
import { pageMeta } from "~/lib/meta";
import { ORIGIN } from "~/lib/origin";
import { Badge } from "~/ui/Badge";
import { buttonClass } from "~/ui/Button";
import { cx } from "~/ui/cx";

const DESCRIPTION = "Three plans, by the month or by the year, and add-ons by the piece. What each plan has, in one table.";

const CYCLES: readonly { id: Cycle; label: string; unit: string; each: string }[] = [
    { id: "monthly", label: "Monthly", unit: "a month", each: "each month" },
    { id: "annual", label: "Annual", unit: "a year", each: "each year" },
];

/** Without script too: the choice is a radio button, and what does not match it is not shown. */
const SHOWN: Record<Cycle, string> = {
    monthly: "group-has-[#cycle-annual:checked]/prices:hidden",
    annual: "hidden group-has-[#cycle-annual:checked]/prices:block",
};
const RECOMMENDED = "professional";

export const meta = () =>
    pageMeta({
        path: "/pricing",
        title: "Prices · Unison",
        description: DESCRIPTION,
        data: plans.map((plan) => ({
            "@context": "https://schema.org",
            "@type": "Product",
            name: `Unison ${plan.name}`,
            description: plan.description,
            image: `${ORIGIN}/og.png`,
            brand: { "@type": "Brand", name: "Unison" },
            offers: CYCLES.map((cycle) => ({
                "@type": "Offer",
                name: cycle.label,
                price: (priceOf(plan, cycle.id) / 100).toFixed(2),
                priceCurrency: CURRENCY.toUpperCase(),
                availability: "https://schema.org/InStock",
                url: `${ORIGIN}/pricing${cycle.id === "annual" ? "?cycle=annual" : ""}`,
            })),
        })),
    });

export default function Pricing() {
    return (
        <div className="group/prices">
            <section className="mx-auto max-w-6xl px-5 pt-14 sm:pt-20">
                <h1 className="font-display text-4xl font-semibold tracking-tight sm:text-6xl">Three plans, by the month or by the year</h1>
                <div className="mt-6 flex flex-wrap items-end justify-between gap-6">
                    <p className="max-w-xl text-lg text-ink-2">
                        Every plan begins with 14 days of Professional, without a card. Change or cancel whenever you like.
                    </p>
                    <CycleSwitch />
                </div>

                <div className="mt-12 grid gap-y-4 lg:grid-cols-3">
                    {plans.map((plan) => (
                        <PlanColumn key={plan.code} plan={plan} />
                    ))}
                </div>
                <p className="mt-5 text-sm text-ink-3">Prices in US dollars, without tax.</p>
            </section>

            <section aria-labelledby="add-ons" className="mx-auto max-w-6xl px-5 pt-24">
                <h2 id="add-ons" className="font-display text-3xl font-semibold tracking-tight">
                    A little more, by the piece
                </h2>
                <p className="mt-3 max-w-2xl text-ink-2">
                    On Starter and Professional. More takes effect at once; less at the end of the period you have paid.
                </p>
                <ul className="mt-6 divide-y divide-line border-y border-line">
                    {addOns.map((addOn) => (
                        <li key={addOn.code} className="grid items-baseline gap-x-8 gap-y-1 py-4 sm:grid-cols-[12rem_1fr_auto]">
                            <h3 className="font-semibold">{addOn.name}</h3>
                            <p className="text-ink-2">{addOn.description}</p>
                            {CYCLES.map((cycle) => (
                                <p key={cycle.id} className={cx("figures", SHOWN[cycle.id])}>
                                    <span className="font-semibold">{money(priceOf(addOn, cycle.id), CURRENCY, { whole: true })}</span>{" "}
                                    <span className="text-ink-3">{cycle.unit}</span>
                                </p>
                            ))}
                        </li>
                    ))}
                </ul>
            </section>

            <section aria-labelledby="matrix" className="mx-auto max-w-6xl px-5 pt-24">
                <h2 id="matrix" className="font-display text-3xl font-semibold tracking-tight">
                    What each plan has
                </h2>
                <Matrix />
            </section>

            <section className="mx-auto max-w-6xl px-5 pt-20">
                <p className="text-lg text-ink-2">
                    What happens at a limit, with a failed payment, or when you cancel?{" "}
                    <a href="/faq" className="font-medium text-brand-ink underline underline-offset-4">
                        Read the questions
                    </a>
                </p>
            </section>
        </div>
    );
}

function CycleSwitch() {
    return (
        <fieldset className="flex rounded-full border border-line-strong/60 bg-surface p-1">
            <legend className="sr-only">How often you pay</legend>
            {CYCLES.map((cycle) => (
                <label
                    key={cycle.id}
                    htmlFor={`cycle-${cycle.id}`}
                    className="inline-flex min-h-9 items-center gap-2 rounded-full px-4 text-sm font-medium text-ink-2 has-checked:bg-brand has-checked:text-on-brand has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
                >
                    <input
                        id={`cycle-${cycle.id}`}
                        type="radio"
                        name="cycle"
                        value={cycle.id}
                        defaultChecked={cycle.id === "monthly"}
                        className="sr-only"
                    />
                    {cycle.label}
                    {cycle.id === "annual" && <span className="font-normal">10% off</span>}
                </label>
            ))}
        </fieldset>
    );
}

function PlanColumn({ plan }: { plan: Plan }) {
    const isRecommended = plan.code === RECOMMENDED;
    const before = plans.find((other) => other.rank === plan.rank - 1);
    const limits = features.filter((feature) => feature.kind === "limit");
    const added = features.filter(
        (feature) => feature.kind === "boolean" && feature.code !== "add_ons" && grantOf(feature, plan) && !(before && grantOf(feature, before)),
    );
    return (
        <article
            aria-label={plan.name}
            className={cx(
                "flex flex-col gap-6 border border-line bg-surface p-7 max-lg:rounded-2xl lg:first:rounded-l-2xl lg:last:rounded-r-2xl lg:not-first:border-l-0",
                isRecommended && "relative outline-2 -outline-offset-1 outline-brand lg:rounded-2xl",
            )}
        >
            <div>
                <h2 className="flex items-center gap-3 font-display text-2xl font-semibold">
                    {plan.name}
                    {isRecommended && <Badge tone="brand">In your trial</Badge>}
                </h2>
                <p className="mt-1 text-ink-2 lg:min-h-12">{plan.description}</p>
            </div>
            {CYCLES.map((cycle) => (
                <p key={cycle.id} className={cx("figures", SHOWN[cycle.id])}>
                    <span className="font-display text-5xl font-semibold tracking-tight">
                        {money(priceOf(plan, cycle.id), CURRENCY, { whole: true })}
                    </span>{" "}
                    <span className="text-ink-3">{cycle.unit}</span>
                </p>
            ))}
            <a href="/sign-up" className={buttonClass(isRecommended ? "primary" : "secondary")}>
                Start free trial
            </a>
            <dl className="grid grid-cols-3 gap-3 border-y border-line py-4">
                {limits.map((limit) => (
                    <div key={limit.code}>
                        <dt className="text-sm text-ink-3">{limit.name}</dt>
                        <dd className="figures font-medium">{amount(limit, plan)}</dd>
                    </div>
                ))}
            </dl>
            <div>
                <p className="text-sm font-medium">{before ? `Everything in ${before.name}, and` : "With"}</p>
                <ul className="mt-2 grid gap-1 text-sm text-ink-2">
                    {added.map((feature) => (
                        <li key={feature.code}>{feature.name}</li>
                    ))}
                </ul>
            </div>
        </article>
    );
}

/** Each row is a feature of the catalogue; its head stays in sight. */
function Matrix() {
    return (
        <table className="mt-6 w-full border-separate border-spacing-0 text-sm">
            <caption className="sr-only">Features and limits of each plan</caption>
            <thead>
                <tr>
                    <th scope="col" className="sticky top-0 z-10 border-b border-line-strong bg-canvas py-3 pr-2 text-left">
                        <span className="sr-only">Feature</span>
                    </th>
                    {plans.map((plan) => (
                        <th
                            key={plan.code}
                            scope="col"
                            className="sticky top-0 z-10 w-[22%] border-b border-line-strong bg-canvas px-1 py-3 text-center font-display text-xs font-semibold sm:text-lg"
                        >
                            {plan.name}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody>
                {features.map((feature) => (
                    <tr key={feature.code}>
                        <th scope="row" className="border-b border-line py-3 pr-2 text-left font-medium">
                            {feature.name}
                            <span className="block font-normal text-ink-3 max-sm:hidden">{feature.description}</span>
                        </th>
                        {plans.map((plan) => (
                            <td key={plan.code} className="figures border-b border-line px-1 py-3 text-center">
                                {feature.kind === "limit" ? amount(feature, plan) : <Mark isGranted={grantOf(feature, plan) !== undefined} />}
                            </td>
                        ))}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function amount(feature: Feature, plan: Plan): string {
    const grant = grantOf(feature, plan);
    if (!grant) return "–";
    return grant.limit === null ? "Unlimited" : quantity(grant.limit, feature.unit);
}

function Mark({ isGranted }: { isGranted: boolean }) {
    return isGranted ? (
        <>
            <svg viewBox="0 0 20 20" className="mx-auto size-5 text-brand" aria-hidden="true">
                <path d="M4.5 10.5l3.5 3.5 7.5-8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
            </svg>
            <span className="sr-only">yes</span>
        </>
    ) : (
        <>
            <span className="text-ink-3" aria-hidden="true">
                –
            </span>
            <span className="sr-only">no</span>
        </>
    );
}
