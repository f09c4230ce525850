/** Forecasts that were made, beside what came of them. */
import { TrendingUp } from "lucide-react";

import { LineBand } from "~/charts/LineBand";
import { analytics } from "~/lib/api";
import { mrr, mrrShort, useBook } from "~/lib/book";
import { month, percent } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { useUrlState } from "~/lib/url-state";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { CsvButton } from "~/ui/CsvButton";
import { Empty } from "~/ui/Empty";
import { InlineSelect } from "~/ui/Field";
import { Figure } from "~/ui/Figure";
import { Skeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

const STATE = { horizon: "3" };

export default function RevenueForecasts() {
    const { basis, from, asOf } = useBook();
    const [{ horizon }, change] = useUrlState(STATE);
    const wanted = { ...basis, from: from ?? "", horizon };
    const scored = useRows(["analytics", "backtest", wanted], (signal) => {
        const query = analytics.rpc("forecast_backtest", { ...basis }).eq("horizon", Number(horizon));
        return (from ? query.gte("month", from) : query).order("month").abortSignal(signal).throwOnError();
    });
    const choice = (
        <div className="flex items-center gap-2">
            <InlineSelect label="How far ahead" value={horizon} onChange={(event) => change({ horizon: event.target.value })}>
                {["1", "3", "6", "12"].map((months) => (
                    <option key={months} value={months}>
                        {months === "1" ? "1 month ahead" : `${months} months ahead`}
                    </option>
                ))}
            </InlineSelect>
            <CsvButton
                schema="analytics"
                path="rpc/forecast_backtest"
                filters={{ ...basis }}
                fileName="forecast-backtest"
                label="All scored forecasts"
            />
        </div>
    );
    return (
        <Block query={scored} skeleton={<Skeleton className="h-105" />}>
            {({ data }) =>
                data.length === 0 ? (
                    <Empty icon={TrendingUp} title="No forecast of this kind has come due yet" action={choice}>
                        A forecast is stored with each close of a month, and scored when the months it speaks of are over.
                    </Empty>
                ) : (
                    <Figure
                        title="How forecasts did"
                        definition="Each month's MRR beside what was forecast for it that many months before."
                        asOf={asOf}
                        actions={choice}
                        chart={
                            <LineBand
                                label="Forecast and actual MRR"
                                rows={data}
                                x={(row) => month(row.month)}
                                lines={[
                                    { label: "MRR", tone: 1, value: (row) => row.actual_mrr },
                                    { label: "Forecast", tone: 2, isExpected: true, value: (row) => row.forecast_mrr },
                                ]}
                                format={mrr}
                                axisFormat={mrrShort}
                            />
                        }
                        table={
                            <Table
                                caption="Forecast and actual MRR"
                                rows={data.toReversed()}
                                rowKey={(row) => `${row.origin} ${row.month}`}
                                columns={[
                                    { id: "month", label: "Month", cell: (row) => month(row.month) },
                                    { id: "origin", label: "Forecast from", isFigure: true, cell: (row) => month(row.origin) },
                                    { id: "forecast", label: "Forecast", isFigure: true, cell: (row) => mrr(row.forecast_mrr) },
                                    { id: "actual", label: "MRR", isFigure: true, cell: (row) => mrr(row.actual_mrr) },
                                    { id: "error", label: "Off by", isFigure: true, cell: (row) => percent(row.error) },
                                    {
                                        id: "band",
                                        label: "Within",
                                        cell: (row) =>
                                            row.is_in_80 ? (
                                                <Badge tone="good">80 %</Badge>
                                            ) : row.is_in_95 ? (
                                                <Badge tone="info">95 %</Badge>
                                            ) : (
                                                <Badge tone="warn">neither</Badge>
                                            ),
                                    },
                                ]}
                            />
                        }
                    />
                )
            }
        </Block>
    );
}
