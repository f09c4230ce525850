import type { ReactNode } from "react";

import { CURRENCY, plans, priceOf } from "~/data/catalog";
import testimonials from "~/data/testimonials.json";
import { money } from "~/lib/format";
import { pageMeta } from "~/lib/meta";
import { ORIGIN } from "~/lib/origin";
import { ProductionBoard } from "~/marketing/ProductionBoard";
import { LoadSheet, MarginSheet, ShiftSheet, TraceSheet } from "~/marketing/vignettes";
import { Badge } from "~/ui/Badge";
import { buttonClass } from "~/ui/Button";
import { cx } from "~/ui/cx";

const DESCRIPTION =
    "Unison plans every order on real machines, follows it through the plant, and shows what it earned. 14 days free, without a card.";

export const meta = () =>
    pageMeta({
        path: "/",
        title: "Unison: a production plan that holds on the shop floor",
        description: DESCRIPTION,
        data: {
            "@context": "https://schema.org",
            "@type": "SoftwareApplication",
            name: "Unison",
            applicationCategory: "BusinessApplication",
            operatingSystem: "Any, in a browser",
            description: DESCRIPTION,
            url: `${ORIGIN}/`,
            image: `${ORIGIN}/og.png`,
            offers: plans.map((plan) => ({
                "@type": "Offer",
                name: plan.name,
                price: (priceOf(plan, "monthly") / 100).toFixed(2),
                priceCurrency: CURRENCY.toUpperCase(),
                url: `${ORIGIN}/pricing`,
            })),
        },
    });

interface Reader {
    id: string;
    who: string;
    question: string;
    answer: string;
    points: readonly string[];
    picture: ReactNode;
}

const READERS: readonly Reader[] = [
    {
        id: "plant-manager",
        who: "For plant managers",
        question: "Is the shift going as it should?",
        answer: "Each machine against its plan, while there is still time to do something. Where it stands still the reason is beside it, as the people at the machine gave it.",
        points: ["Output, scrap and lead times of every shift", "Service intervals planned around orders", "Several plants side by side"],
        picture: <ShiftSheet />,
    },
    {
        id: "production-planner",
        who: "For production planners",
        question: "What moves if I take this order?",
        answer: "Orders are planned on the capacity you have, by machine and by shift. Put a rush order in, and see which dates change before you promise anything.",
        points: ["Finite capacity, by machine and shift", "Bills of material, routings, feedback", "Your own fields on every record"],
        picture: <LoadSheet />,
    },
    {
        id: "quality-manager",
        who: "For quality managers",
        question: "Which deliveries had that lot in them?",
        answer: "From the raw material to the shipment and back, in one search. Inspections, deviations and what was done about them hang on the order they belong to.",
        points: ["Lots and serial numbers, both ways", "Inspections, deviations, corrective action", "Certificates where the auditor looks for them"],
        picture: <TraceSheet />,
    },
    {
        id: "owner",
        who: "For owners and CFOs",
        question: "What did this order earn?",
        answer: "Hours, material and rework against the quote, while the order runs. And a subscription that behaves: prices on a public page, changes and cancellation in your own hands.",
        points: ["OEE, cost and trend analysis", "One price a month or a year, add-ons by the piece", "No card for the trial"],
        picture: <MarginSheet />,
    },
];

const STEPS = [
    { title: "Sign up", text: "A name, a company, a password. The trial begins at once, with everything in Professional." },
    { title: "Enter a plant", text: "Machines, shifts and the orders of this week. Most begin with ten orders out of a spreadsheet." },
    { title: "Plan the week", text: "Put the board on a screen by the machines. What is reported there moves it." },
];

export default function Landing() {
    return (
        <>
            <section className="mx-auto max-w-6xl px-5 pt-14 sm:pt-20">
                <h1 className="max-w-4xl font-display text-[2.6rem] leading-[1.05] font-semibold tracking-tight sm:text-6xl lg:text-7xl">
                    A plan that still holds at&nbsp;ten&nbsp;past&nbsp;ten
                </h1>
                <div className="mt-6 flex flex-wrap items-end justify-between gap-x-10 gap-y-6">
                    <p className="max-w-xl text-lg text-ink-2">
                        Unison plans every order on the machines you have, follows it through the plant, and tells you on the
                        same day when something slips.
                    </p>
                    <div className="flex flex-wrap gap-3">
                        <a href="/sign-up" className={buttonClass("primary", "lg")}>
                            Start free trial
                        </a>
                        <a href="/pricing" className={buttonClass("secondary", "lg")}>
                            See prices
                        </a>
                    </div>
                </div>
            </section>

            <section id="product" aria-label="The production board" className="mx-auto max-w-[84rem] scroll-mt-6 px-2 pt-12 sm:px-5">
                <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-raised">
                    <div className="flex flex-wrap items-center gap-x-6 gap-y-1 border-b border-line px-4 py-3 text-sm">
                        <strong className="font-semibold">Week 46, Lyon</strong>
                        <span className="inline-flex items-center gap-2 text-ink-2">
                            <span className="size-2.5 rounded-sm bg-brand" aria-hidden="true" />
                            Order 4812, pump housing, ships Friday
                        </span>
                        <span className="inline-flex items-center gap-2 text-warn">
                            <span className="size-2.5 rounded-sm border border-warn bg-warn-soft" aria-hidden="true" />
                            4828 waits for sheet, 4 mm
                        </span>
                    </div>
                    <ProductionBoard className="h-[25rem] w-full sm:h-auto" />
                </div>
                <p className="mx-auto mt-4 max-w-6xl px-3 text-sm text-ink-3">
                    The board of a week. One order is followed from the saw to the final test; a late one is seen on Wednesday
                    morning, and not on Friday at the gate.
                </p>
            </section>

            <section aria-label="Who it is for" className="mx-auto grid max-w-6xl gap-20 px-5 pt-24 sm:gap-28 sm:pt-32">
                {READERS.map((reader, index) => (
                    <article
                        key={reader.id}
                        id={reader.id}
                        className="grid scroll-mt-8 items-center gap-x-16 gap-y-8 lg:grid-cols-2"
                    >
                        <div className={cx(index % 2 === 1 && "lg:order-last")}>
                            <p className="eyebrow">{reader.who}</p>
                            <h2 className="mt-2 font-display text-3xl font-semibold tracking-tight sm:text-4xl">{reader.question}</h2>
                            <p className="mt-4 text-lg text-ink-2">{reader.answer}</p>
                            <ul className="mt-6 grid gap-2 text-ink-2">
                                {reader.points.map((point) => (
                                    <li key={point} className="flex gap-3">
                                        <Tick />
                                        {point}
                                    </li>
                                ))}
                            </ul>
                        </div>
                        <div className={cx("mx-auto w-full max-w-lg", index % 2 === 1 && "lg:order-first")}>{reader.picture}</div>
                    </article>
                ))}
            </section>

            <section aria-labelledby="begin" className="mt-24 border-y border-line bg-surface sm:mt-32">
                <div className="mx-auto max-w-6xl px-5 py-16 sm:py-20">
                    <h2 id="begin" className="max-w-2xl font-display text-3xl font-semibold tracking-tight sm:text-4xl">
                        The first week planned by the afternoon
                    </h2>
                    <ol className="mt-10 grid gap-x-12 gap-y-8 sm:grid-cols-3">
                        {STEPS.map((step, index) => (
                            <li key={step.title} className="border-t-2 border-brand pt-4">
                                <p className="figures font-display text-sm font-semibold text-brand-ink">{index + 1}</p>
                                <h3 className="mt-1 font-display text-xl font-semibold">{step.title}</h3>
                                <p className="mt-2 text-ink-2">{step.text}</p>
                            </li>
                        ))}
                    </ol>
                </div>
            </section>

            <section aria-labelledby="voices" className="mx-auto max-w-6xl px-5 pt-24 sm:pt-28">
                <div className="flex flex-wrap items-center gap-4">
                    <h2 id="voices" className="font-display text-3xl font-semibold tracking-tight sm:text-4xl">
                        What changes
                    </h2>
                    {testimonials.some((one) => one.isSample) && <Badge tone="warn">Sample quotes, not from customers</Badge>}
                </div>
                <div className="mt-10 grid gap-x-14 gap-y-10 lg:grid-cols-[1.5fr_1fr]">
                    {testimonials.map((one, index) => (
                        <figure
                            key={one.company}
                            className={cx(index === 0 && "lg:row-span-2 lg:pr-8", index > 0 && "border-l-2 border-line pl-6")}
                        >
                            <blockquote
                                className={cx(
                                    "text-pretty",
                                    index === 0 ? "font-display text-2xl leading-snug font-medium sm:text-3xl" : "text-lg text-ink-2",
                                )}
                            >
                                <p>{one.text}</p>
                            </blockquote>
                            <figcaption className="mt-4 text-sm text-ink-3">
                                {one.name}, {one.company}
                                {one.isSample && " (sample)"}
                            </figcaption>
                        </figure>
                    ))}
                </div>
            </section>

            <section aria-labelledby="prices" className="mx-auto max-w-6xl px-5 pt-24 sm:pt-28">
                <div className="flex flex-wrap items-end justify-between gap-6">
                    <h2 id="prices" className="font-display text-3xl font-semibold tracking-tight sm:text-4xl">
                        Prices anybody can read
                    </h2>
                    <a href="/pricing" className="inline-flex min-h-8 items-center font-medium text-brand-ink underline underline-offset-4">
                        All prices and what each plan has
                    </a>
                </div>
                <ul className="mt-8 divide-y divide-line border-y border-line">
                    {plans.map((plan) => (
                        <li key={plan.code} className="grid items-baseline gap-x-8 gap-y-1 py-5 sm:grid-cols-[12rem_1fr_auto]">
                            <h3 className="font-display text-xl font-semibold">{plan.name}</h3>
                            <p className="text-ink-2">{plan.description}</p>
                            <p className="figures">
                                <span className="font-display text-xl font-semibold">
                                    {money(priceOf(plan, "monthly"), CURRENCY, { whole: true })}
                                </span>{" "}
                                <span className="text-ink-3">a month</span>
                            </p>
                        </li>
                    ))}
                </ul>
            </section>

            <section className="mx-auto max-w-6xl px-5 pt-24 sm:pt-28">
                <div className="grid items-center gap-6 rounded-2xl bg-brand px-6 py-12 text-on-brand sm:px-12 lg:grid-cols-[1fr_auto]">
                    <div>
                        <h2 className="font-display text-3xl font-semibold tracking-tight sm:text-4xl">Plan next week with it</h2>
                        <p className="mt-2 text-lg">14 days, everything in Professional, no card.</p>
                    </div>
                    <a href="/sign-up" className={buttonClass("secondary", "lg", "justify-self-start")}>
                        Start free trial
                    </a>
                </div>
            </section>
        </>
    );
}

function Tick() {
    return (
        <svg viewBox="0 0 20 20" className="mt-0.5 size-5 shrink-0 text-brand" aria-hidden="true">
            <path d="M4.5 10.5l3.5 3.5 7.5-8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
    );
}
