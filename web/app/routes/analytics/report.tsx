/** All figures one beneath the other, as sheets of paper: made to be printed, or kept as a PDF. */
import { useEffect, type ReactNode } from "react";

import { useBook } from "~/lib/book";
import { day, moment, sentence } from "~/lib/format";
import { Breakdown } from "~/revenue/Breakdown";
import { Health, HealthDefinitions } from "~/revenue/Health";
import { KeyDefinitions, KeyFigures, useKnownAt } from "~/revenue/KeyFigures";
import { LastMovements } from "~/revenue/LastMovements";
import { Mrr } from "~/revenue/Mrr";
import { RangeTable } from "~/revenue/RangeFigures";
import { Section } from "~/ui/Page";

import Acquisition from "./acquisition";
import Forecasts from "./forecasts";
import Movements from "./movements";
import Retention from "./retention";

export default function RevenueReport() {
    const { asOfDay, currency, rangeName, earlierName } = useBook();
    const knownAt = useKnownAt();
    const standing = `As of ${day(asOfDay)} (UTC)${knownAt ? `, as known on ${moment(knownAt)}` : ""}`;
    const money = currency.toUpperCase();
    useMargins(`Revenue report, ${money}`, standing);
    const sheet = (title: string, parts: ReactNode) => ({ title, parts });
    const sheets = [
        sheet(
            "Overview",
            <>
                <KeyFigures />
                <Mrr />
                <div className="grid gap-6 md:grid-cols-2 print:grid-cols-2 print:gap-3">
                    <LastMovements />
                    <Breakdown />
                </div>
            </>,
        ),
        sheet(
            "Health, and the range in figures",
            <>
                <Health />
                <RangeTable />
            </>,
        ),
        sheet("Movements", <Movements />),
        sheet("Churn and retention", <Retention />),
        sheet("Trials and unit economics", <Acquisition />),
        sheet(
            "Forecasts and definitions",
            <>
                <Forecasts />
                <Section title="What the figures mean">
                    <p className="text-sm text-ink-2">
                        Money is MRR in {money}, a twelfth of a year, of this currency alone: currencies are never added up. Days are UTC. Nothing after the
                        last day leaks in, and what became known later changes only what is asked for later.
                    </p>
                    <div className="grid gap-6 md:grid-cols-2 print:grid-cols-2">
                        <KeyDefinitions />
                        <HealthDefinitions />
                    </div>
                </Section>
            </>,
        ),
    ];
    return (
        <article className="report mx-auto grid w-full max-w-184 gap-6 print:block print:max-w-none" aria-label={`Revenue report of ${day(asOfDay)}, ${money}`}>
            {sheets.map(({ title, parts }, index) => (
                <section
                    key={title}
                    aria-label={title}
                    className="grid min-w-0 content-start gap-6 border border-line bg-surface p-4 shadow-raised sm:p-8 print:gap-3 print:border-0 print:p-0 print:shadow-none not-first:print:break-before-page"
                >
                    <header className="grid gap-1 border-b border-line-strong pb-3 print:pb-2">
                        {index === 0 && <p className="hidden font-display text-2xl font-semibold print:block">Revenue report, {day(asOfDay)}</p>}
                        <p className="eyebrow">
                            {index + 1} · {title}
                        </p>
                        <p className="text-sm text-ink-2">
                            {money}. {sentence(rangeName)}
                            {earlierName && `, compared with ${earlierName}`}. {standing}.
                        </p>
                    </header>
                    {parts}
                </section>
            ))}
        </article>
    );
}

/** What is read in the margins of every sheet, also where a part goes on to another. */
function useMargins(title: string, standing: string) {
    useEffect(() => {
        const sheet = new CSSStyleSheet();
        const box = (place: string, text: string) => `@${place} { content: ${JSON.stringify(text)}; font: 8pt sans-serif; color: #444; }`;
        sheet.replaceSync(`@page { size: A4; ${box("top-left", title)} ${box("top-right", standing)} }`);
        document.adoptedStyleSheets.push(sheet);
        return () => {
            document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
        };
    }, [title, standing]);
}
