import { Link } from "react-router";

import { api, type Row } from "~/lib/api";
import { useFeatures, useNames } from "~/lib/billing";
import { day, quantity } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Meter } from "~/ui/Meter";
import { Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";

/** From here on the way to more is shown beside what is used. */
const NEARLY_FULL = 80;

export function UsageMeters() {
    const usage = useRows(["usage"], (signal) => api.from("usage").select("*").abortSignal(signal).throwOnError());
    const features = useFeatures().data?.data ?? [];
    // Limits in the order of the plans; allowances, which are no rows there, after them.
    const place = (row: Row<"usage">) => features.find((feature) => feature.code === row.feature)?.position ?? Infinity;
    return (
        <Section title="Usage">
            <Block query={usage} skeleton={<Skeleton className="h-32" />}>
                {({ data }) => (
                    <div className="card grid gap-x-10 gap-y-6 p-6 sm:grid-cols-2">
                        {data.toSorted((one, other) => place(one) - place(other) || 0).map((row) => (
                            <UsageMeter key={row.feature} row={row} />
                        ))}
                    </div>
                )}
            </Block>
        </Section>
    );
}

function UsageMeter({ row }: { row: Row<"usage"> }) {
    const name = useNames();
    const features = useFeatures().data?.data;
    const limit = features?.find((feature) => feature.code === row.feature);
    const unit = limit?.unit ?? null;
    const notes = [
        // A limit holds always; an allowance, which is no row of the matrix, begins anew.
        features && !limit && row.period_end && `until ${day(row.period_end)} (UTC)`,
        row.percent !== null && row.percent >= NEARLY_FULL && (
            <Link key="more" to={`/billing/plans?for=${row.feature}`} className="underline underline-offset-4">
                Get more
            </Link>
        ),
    ].filter(Boolean);
    return (
        <Meter
            label={name(row.feature)}
            used={row.used ?? 0}
            limit={row.limit_value}
            text={(value) => quantity(value, unit)}
            note={notes.length > 0 && notes.map((note, index) => <span key={index}>{index > 0 && <> · </>}{note}</span>)}
        />
    );
}
