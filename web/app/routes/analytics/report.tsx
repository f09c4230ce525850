/** All figures of a month one beneath the other: made to be printed, or kept as a PDF. */
import { useBook } from "~/lib/book";
import { day } from "~/lib/format";

import Acquisition from "./acquisition";
import Forecasts from "./forecasts";
import Movements from "./movements";
import Overview from "./overview";
import Retention from "./retention";

const PARTS = [
    { title: "Overview", Part: Overview },
    { title: "Movements", Part: Movements },
    { title: "Churn and retention", Part: Retention },
    { title: "Trials and unit economics", Part: Acquisition },
    { title: "Forecasts", Part: Forecasts },
] as const;

export default function RevenueReport() {
    const { asOfDay, currency } = useBook();
    return (
        <article className="report grid gap-10 print:block" aria-label={`Revenue report of ${day(asOfDay)}, ${currency.toUpperCase()}`}>
            {PARTS.map(({ title, Part }, index) => (
                <div key={title} className={index > 0 ? "break-before-page" : undefined}>
                    <p className="eyebrow mb-3 print:mb-2">
                        {index + 1} · {title}
                    </p>
                    <Part />
                </div>
            ))}
        </article>
    );
}
