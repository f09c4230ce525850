import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";

import { admin } from "../lib/api";
import { useBook, useFigures } from "../lib/book";
import { month } from "../lib/format";
import { unitOf } from "../lib/units";
import { Badge, type Tone } from "../ui/Badge";
import { Block } from "../ui/Block";
import { IconButton } from "../ui/Button";
import { Definition } from "../ui/Definition";
import { Section } from "../ui/Page";
import { ReasonDialog } from "../ui/ReasonDialog";
import { Skeleton } from "../ui/Skeleton";
import { Csv } from "./Series";

const STATES: Readonly<Record<string, { tone: Tone; words: string }>> = {
    good: { tone: "good", words: "Good" },
    warn: { tone: "warn", words: "Worth a look" },
    bad: { tone: "bad", words: "Bad" },
    unknown: { tone: "neutral", words: "Not known yet" },
};

type Indicators = ReturnType<typeof useFigures<"health_indicators">>;
type Indicator = NonNullable<Indicators["rows"]["data"]>["data"][number];

/** Whether the business is well: what the database finds, in words and in colour. */
export function Health() {
    const { basis, asOf } = useBook();
    const indicators = useFigures("health_indicators", basis);
    const [edited, setEdited] = useState<Indicator | null>(null);
    return (
        <Block query={indicators.rows} skeleton={<Skeleton className="h-80" />}>
            {({ data }) => (
                <Section title="Health" actions={<Csv of={indicators} label="Health indicators" />}>
                    <p className="text-sm text-ink-3">
                        {data[0]?.month ? `Up to ${month(data[0].month)}, the last complete month. ` : ""}
                        {asOf} Thresholds are those of today.
                    </p>
                    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5 in-[.report]:lg:grid-cols-3 print:gap-2 in-[.report]:print:grid-cols-5">
                        {data.map((one) => (
                            <IndicatorCard key={one.code} indicator={one} onEdit={() => setEdited(one)} />
                        ))}
                    </ul>
                    {edited && <ThresholdDialog indicator={edited} onClose={() => setEdited(null)} />}
                </Section>
            )}
        </Block>
    );
}

/** What they mean and where their thresholds come from, where nobody can press for it: on paper. */
export function HealthDefinitions() {
    const { basis } = useBook();
    const indicators = useFigures("health_indicators", basis);
    return (
        <dl className="grid content-start gap-2 text-sm print:gap-1 print:text-xs">
            {indicators.rows.data?.data.map((one) => (
                <div key={one.code}>
                    <dt className="font-medium">{one.title}</dt>
                    <dd className="text-ink-2">
                        {one.definition} {one.source}.
                    </dd>
                </div>
            ))}
        </dl>
    );
}

function IndicatorCard({ indicator, onEdit }: { indicator: Indicator; onEdit: () => void }) {
    const { money } = useBook();
    const { text, axis } = unitOf(indicator.unit, money);
    const state = STATES[indicator.state]!;
    const [better, worse] = indicator.is_loss ? ["up to", "beyond"] : ["from", "below"];
    return (
        <li className="card grid grid-rows-[1fr_auto_auto_auto] gap-1.5 p-4 print:p-2" aria-label={indicator.title}>
            <div className="flex items-start justify-between gap-1">
                <p className="text-sm text-ink-2">{indicator.title}</p>
                <Definition of={indicator.title}>
                    {indicator.definition} {indicator.source}.
                </Definition>
            </div>
            <p className="figures font-display text-xl font-semibold tracking-tight">{text(indicator.value)}</p>
            <p>
                <Badge tone={state.tone}>{state.words}</Badge>
            </p>
            <div className="flex items-end justify-between gap-1">
                <p className="text-xs text-ink-3">
                    Good {better} {axis(indicator.good_from)},<br />
                    bad {worse} {axis(indicator.warn_from)}
                </p>
                <IconButton label={`Change the thresholds of ${indicator.title}`} className="size-6 text-ink-3 print:hidden" onClick={onEdit}>
                    <SlidersHorizontal className="size-3.5" aria-hidden="true" />
                </IconButton>
            </div>
        </li>
    );
}

function ThresholdDialog({ indicator, onClose }: { indicator: Indicator; onClose: () => void }) {
    const client = useQueryClient();
    const { axis } = unitOf(indicator.unit, useBook().money);
    const hint = indicator.unit === "share" ? "As a share: 0.9 is 90 %" : `In ${indicator.unit}`;
    const tell = (good: number, warn: number) => `Good: ${axis(good)}; bad: ${axis(warn)}`;
    return (
        <ReasonDialog
            title={`Thresholds: ${indicator.title}`}
            lead={`${indicator.definition} The reason is shown beside the figure.`}
            fields={[
                { name: "good_from", label: indicator.is_loss ? "Good up to" : "Good from", hint, initial: String(indicator.good_from) },
                { name: "warn_from", label: indicator.is_loss ? "Bad beyond" : "Bad below", hint, initial: String(indicator.warn_from) },
            ]}
            before={tell(indicator.good_from, indicator.warn_from)}
            after={(values) => tell(Number(values.good_from), Number(values.warn_from))}
            verb="Change"
            onClose={onClose}
            act={async (values) => {
                await admin
                    .rpc("set_health_threshold", {
                        code: indicator.code,
                        good_from: Number(values.good_from),
                        warn_from: Number(values.warn_from),
                        reason: values.reason ?? "",
                    })
                    .throwOnError();
                await client.invalidateQueries({ queryKey: ["analytics", "health_indicators"] });
            }}
        />
    );
}
