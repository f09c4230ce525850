import { Link, useLocation } from "react-router";

import { Waterfall } from "../charts/Waterfall";
import { useBook, useMovements } from "../lib/book";
import { isIdle, movementSteps } from "../lib/movements";
import { Block } from "../ui/Block";
import { Empty } from "../ui/Empty";
import { Figure } from "../ui/Figure";
import { Skeleton } from "../ui/Skeleton";
import { FigureTable } from "./Series";

/** What made MRR change in the last complete period. */
export function LastMovements() {
    const { asOf, money } = useBook();
    const { search } = useLocation();
    const { now, when } = useMovements();
    return (
        <Block query={now.rows} skeleton={<Skeleton className="h-105" />}>
            {({ data }) => {
                const last = data.findLast((row) => !row.is_partial) ?? data.at(-1);
                if (!last || data.every(isIdle)) return <Empty title="No movements yet">They are what new customers bring, and what those who leave take.</Empty>;
                const steps = movementSteps(last);
                const title = `How MRR changed ${when(last)}`;
                return (
                    <Figure
                        title={title}
                        definition="The last complete period, from close to close: each customer counts once, by the difference."
                        asOf={asOf}
                        actions={
                            <Link
                                className="text-sm font-medium text-brand-ink underline underline-offset-4 print:hidden"
                                to={{ pathname: "/admin/revenue/movements", search }}
                            >
                                All movements
                            </Link>
                        }
                        chart={<Waterfall label={title} steps={steps} unit={money} />}
                        table={
                            <FigureTable
                                caption={title}
                                rows={steps}
                                rowKey={(step) => step.label}
                                columns={[{ id: "step", label: "Movement", cell: (step) => step.label }, { label: "MRR", unit: money, value: (step) => step.value }]}
                            />
                        }
                    />
                );
            }}
        </Block>
    );
}
