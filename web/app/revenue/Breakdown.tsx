import { Funnel } from "../charts/Funnel";
import { useBook, useFigures } from "../lib/book";
import { plural, sentence } from "../lib/format";
import { COUNT } from "../lib/units";
import { useUrlState } from "../lib/url-state";
import { Empty } from "../ui/Empty";
import { InlineSelect } from "../ui/Field";
import { Series } from "./Series";

const DIMENSIONS = [
    { value: "tier", label: "By plan" },
    { value: "cycle", label: "By cycle" },
    { value: "plan_version", label: "By plan version" },
] as const;
const STATE = { by: "tier" };

/** What MRR consists of: by plan, by cycle, by the version of a plan. */
export function Breakdown() {
    const { basis, money } = useBook();
    const [{ by }, change] = useUrlState(STATE);
    const breakdown = useFigures("mrr_breakdown", { ...basis, dimension: `eq.${by}` });
    return (
        <Series
            of={breakdown}
            title="What MRR consists of"
            definition="Each subscription with its add-ons counts under its plan."
            empty={<Empty title="Nothing to break down yet">Parts are shown as soon as somebody tries a plan or pays for one.</Empty>}
            actions={
                <InlineSelect label="Break down" value={by} onChange={(event) => change({ by: event.target.value })}>
                    {DIMENSIONS.map((one) => (
                        <option key={one.value} value={one.value}>
                            {one.label}
                        </option>
                    ))}
                </InlineSelect>
            }
            isInOrder
            chart={(rows) => (
                <Funnel
                    label="MRR by part"
                    stages={rows
                        .toSorted((one, other) => other.mrr - one.mrr)
                        .map((row) => ({ label: sentence(row.value), value: row.mrr, text: money.text(row.mrr), note: plural(row.customers, "customer") }))}
                />
            )}
            rowKey={(row) => row.value}
            columns={[
                { id: "value", label: "Part", cell: (row) => sentence(row.value) },
                { label: "MRR", unit: money, value: (row) => row.mrr },
                { label: "Before discounts", unit: money, value: (row) => row.list_mrr },
                { label: "Customers", unit: COUNT, value: (row) => row.customers },
                { label: "ARPA", unit: money, value: (row) => row.arpa },
                { label: "Trials would pay", unit: money, value: (row) => row.trial_mrr },
                { label: "Known to end", unit: money, value: (row) => row.scheduled_churn_mrr },
            ]}
        />
    );
}
