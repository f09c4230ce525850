import type { ReactNode } from "react";

import { LineBand, type Band, type Line } from "../charts/LineBand";
import { useBook, type Figures } from "../lib/book";
import type { Unit } from "../lib/units";
import { Block } from "../ui/Block";
import { CsvButton } from "../ui/CsvButton";
import { Empty } from "../ui/Empty";
import { Figure } from "../ui/Figure";
import { Skeleton } from "../ui/Skeleton";
import { Table, type Column } from "../ui/Table";

/** Stays in sight where a table is wider than the screen. */
export const PERIOD = "sticky left-0 bg-surface whitespace-nowrap shadow-[inset_0_-1px_0_var(--line)] print:static print:shadow-none";

/** A column of figures of one kind, or any other. */
export type FigureColumn<Row> = Column<Row> | { label: string; unit: Unit; value: (row: Row) => number | null };

interface FigureTableProps<Row> {
    caption: string;
    rows: readonly Row[];
    rowKey: (row: Row) => string;
    columns: readonly FigureColumn<Row>[];
    isStale?: boolean;
}

export function FigureTable<Row>({ columns, ...rest }: FigureTableProps<Row>) {
    return (
        <Table
            {...rest}
            columns={columns.map<Column<Row>>((column) =>
                "unit" in column
                    ? { id: column.label, label: column.label, isFigure: true, cell: (row) => column.unit.text(column.value(row)) }
                    : column,
            )}
        />
    );
}

/** The rows that were asked for as a file, by the same question. */
export function Csv<Row>({ of, ...rest }: { of: Figures<Row>; label: string; isNamed?: boolean }) {
    return <CsvButton schema="analytics" path={`rpc/${of.name}`} filters={of.query} fileName={of.name.replaceAll("_", "-")} {...rest} />;
}

interface SeriesProps<Row> {
    of: Figures<Row>;
    title: string;
    definition: string;
    /** Choices of its own, before the file. */
    actions?: ReactNode;
    empty?: ReactNode;
    /** A row that tells nothing: if all do, it is empty. */
    isIdle?: (row: Row) => boolean;
    chart: (rows: readonly Row[]) => ReactNode;
    rowKey: (row: Row) => string;
    columns: readonly FigureColumn<Row>[];
    /** The latest is first, unless the order is another. */
    isInOrder?: boolean;
}

/** Rows of the API as a chart, a table and a file, in all their states. */
export function Series<Row>({ of, title, definition, actions, empty, isIdle = () => false, chart, rowKey, columns, isInOrder = false }: SeriesProps<Row>) {
    const { asOf } = useBook();
    return (
        <Block query={of.rows} skeleton={<Skeleton className="h-105" />}>
            {({ data }) =>
                data.every(isIdle) ? (
                    (empty ?? <Empty title={`${title}: nothing in this range`}>{asOf}</Empty>)
                ) : (
                    <Figure
                        title={title}
                        definition={definition}
                        asOf={asOf}
                        actions={
                            <div className="flex flex-wrap items-center gap-2">
                                {actions}
                                <Csv of={of} label={title} />
                            </div>
                        }
                        chart={chart(data)}
                        table={
                            <FigureTable
                                caption={title}
                                rows={isInOrder ? data : data.toReversed()}
                                rowKey={rowKey}
                                columns={columns}
                                isStale={of.rows.isPlaceholderData}
                            />
                        }
                    />
                )
            }
        </Block>
    );
}

interface LinesProps<Row extends { month: string }> extends Omit<SeriesProps<Row>, "chart" | "rowKey"> {
    /** The same of the periods compared with: theirs are drawn as dots, each beneath the one compared with it. */
    earlier?: Figures<Row> | undefined;
    grain?: string;
    x: (row: Row) => string;
    lines: readonly Line<Row>[];
    bands?: readonly Band<Row>[];
    unit: Unit;
    isZoomed?: boolean;
}

/** Figures over time. */
export function Lines<Row extends { month: string }>({ of, earlier, grain = "month", x, lines, bands = [], unit, isZoomed = false, columns, ...rest }: LinesProps<Row>) {
    const { comparedName, earlierPeriod } = useBook();
    const rowsBefore = earlier?.rows.data?.data;
    // Some series leave out periods in which there was nothing.
    const before = (row: Row) => rowsBefore?.find((one) => one.month === earlierPeriod(row.month, grain));
    const valueBefore = (line: Line<Row>) => (row: Row) => {
        const one = before(row);
        return one === undefined ? null : line.value(one);
    };
    const compared = rowsBefore
        ? lines.map<Line<Row>>((line) => ({ label: `${line.label}, ${comparedName.toLowerCase()}`, tone: line.tone, mark: "dots", value: valueBefore(line) }))
        : [];
    const changes = rowsBefore
        ? lines.map<FigureColumn<Row>>((line) => ({
              id: `${line.label} before`,
              label: lines.length > 1 ? `${line.label}, ${comparedName.toLowerCase()}` : comparedName,
              isFigure: true,
              cell: (row) => {
                  const value = line.value(row);
                  const old = valueBefore(line)(row);
                  return old === null ? "–" : `${unit.text(old)}${value === null ? "" : ` (${unit.change(value, old)})`}`;
              },
          }))
        : [];
    return (
        <Series
            {...rest}
            of={of}
            rowKey={x}
            columns={[...columns, ...changes]}
            chart={(data) => <LineBand label={rest.title} rows={data} x={x} lines={[...lines, ...compared]} bands={bands} unit={unit} isZoomed={isZoomed} />}
        />
    );
}
