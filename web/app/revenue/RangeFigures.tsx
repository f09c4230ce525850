import { useBook, useFigures } from "../lib/book";
import { sentence } from "../lib/format";
import { difference, unitOf, written } from "../lib/units";
import { Block } from "../ui/Block";
import { Kpi } from "../ui/Kpi";
import { Section } from "../ui/Page";
import { KpiSkeleton, TableSkeleton } from "../ui/Skeleton";
import { Csv, FigureTable } from "./Series";

export type Topic = "trials" | "churn" | "economics";

/** The range as a whole in single figures, beside the one it is compared with. */
export function useRangeFigures(topic?: Topic) {
    const { ranges } = useBook();
    return useFigures("range_figures", { ...ranges, topic: topic && `eq.${topic}` });
}

/** What is compared with what, in a sentence. */
export function Compared() {
    const { asOf, rangeName, earlierName } = useBook();
    return (
        <p className="text-sm text-ink-3">
            {sentence(rangeName)}
            {earlierName && `, beside ${earlierName}: each as it stood on its last day`}. {asOf}
        </p>
    );
}

/** Figures of a topic as tiles; those of `codes`, if not all are wanted. */
export function RangeTiles({ topic, title, codes }: { topic: Topic; title: string; codes?: readonly string[] }) {
    const { money, earlierName } = useBook();
    const figures = useRangeFigures(topic);
    return (
        <Section title={title} actions={<Csv of={figures} label={title} />}>
            <Compared />
            <Block query={figures.rows} skeleton={<KpiSkeleton count={codes?.length ?? 4} />}>
                {({ data }) => (
                    <div className="tiles">
                        {data
                            .filter((row) => !codes || codes.includes(row.code))
                            .map((row) => (
                                <Kpi
                                    key={row.code}
                                    label={row.title}
                                    value={row.value}
                                    before={row.earlier}
                                    since={`in ${earlierName}`}
                                    {...written(unitOf(row.unit, money))}
                                    isLoss={row.is_loss}
                                    definition={row.definition}
                                />
                            ))}
                    </div>
                )}
            </Block>
        </Section>
    );
}

/** All of them as a table, each with what it means. */
export function RangeTable() {
    const { money, earlierName } = useBook();
    const figures = useRangeFigures();
    return (
        <Section title="The range in figures" actions={<Csv of={figures} label="The range in figures" />}>
            <Compared />
            <Block query={figures.rows} skeleton={<TableSkeleton rows={12} />}>
                {({ data }) => {
                    type Row = (typeof data)[number];
                    const unit = (row: Row) => unitOf(row.unit, money);
                    const compared = [
                        { id: "earlier", label: "Before", isFigure: true, cell: (row: Row) => unit(row).text(row.earlier) },
                        { id: "change", label: "Change", isFigure: true, cell: (row: Row) => difference(unit(row), row.change) },
                    ];
                    return (
                        <FigureTable
                            caption="Figures of the range"
                            rows={data}
                            rowKey={(row) => row.code}
                            isStale={figures.rows.isPlaceholderData}
                            columns={[
                                { id: "title", label: "Figure", cell: (row) => row.title },
                                { id: "value", label: "Range", isFigure: true, cell: (row) => unit(row).text(row.value) },
                                ...(earlierName ? compared : []),
                                { id: "definition", label: "What it means", className: "min-w-72 text-ink-2", cell: (row) => row.definition },
                            ]}
                        />
                    );
                }}
            </Block>
        </Section>
    );
}
