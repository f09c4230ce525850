/** Forecasts that were made, beside what came of them. */
import { TrendingUp } from "lucide-react";

import { useBook, useFigures } from "~/lib/book";
import { month } from "~/lib/format";
import { SHARE } from "~/lib/units";
import { useUrlState } from "~/lib/url-state";
import { Lines, PERIOD } from "~/revenue/Series";
import { Badge } from "~/ui/Badge";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";

const STATE = { horizon: "3" };

export default function RevenueForecasts() {
    const { basis, from, money } = useBook();
    const [{ horizon }, change] = useUrlState(STATE);
    const scored = useFigures("forecast_backtest", { ...basis, horizon: `eq.${horizon}`, month: from && `gte.${from}` });
    const choice = (
        <InlineSelect label="How far ahead" value={horizon} onChange={(event) => change({ horizon: event.target.value })}>
            {["1", "3", "6", "12"].map((months) => (
                <option key={months} value={months}>
                    {months === "1" ? "1 month ahead" : `${months} months ahead`}
                </option>
            ))}
        </InlineSelect>
    );
    return (
        <Lines
            of={scored}
            title="How forecasts did"
            definition="Each month's MRR beside what was forecast for it that many months before."
            empty={
                <Empty icon={TrendingUp} title="No forecast of this kind has come due yet" action={choice}>
                    A forecast is stored with each close of a month, and scored when the months it speaks of are over.
                </Empty>
            }
            actions={choice}
            x={(row) => month(row.month)}
            lines={[
                { label: "MRR", tone: 1, value: (row) => row.actual_mrr },
                { label: "Forecast", tone: 2, mark: "dashes", value: (row) => row.forecast_mrr },
            ]}
            unit={money}
            columns={[
                { id: "month", label: "Month", className: PERIOD, cell: (row) => month(row.month) },
                { id: "origin", label: "Forecast from", isFigure: true, cell: (row) => month(row.origin) },
                { label: "Forecast", unit: money, value: (row) => row.forecast_mrr },
                { label: "MRR", unit: money, value: (row) => row.actual_mrr },
                { label: "Off by", unit: SHARE, value: (row) => row.error },
                {
                    id: "band",
                    label: "Within",
                    cell: (row) =>
                        row.is_in_80 ? <Badge tone="good">80 %</Badge> : row.is_in_95 ? <Badge tone="info">95 %</Badge> : <Badge tone="warn">neither</Badge>,
                },
            ]}
        />
    );
}
