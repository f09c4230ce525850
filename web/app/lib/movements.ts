import type { Step } from "../charts/Waterfall";
import type { Database } from "./database.types";

export type Movement = Database["analytics"]["Functions"]["mrr_movements"]["Returns"][number];

/** The classes a change of a customer has, as the columns of mrr_movements name them. */
export const KINDS = [
    { kind: "new", label: "New", mrr: "new_mrr", n: "new_n", isLoss: false, tone: 1 },
    { kind: "reactivation", label: "Reactivation", mrr: "reactivation_mrr", n: "reactivation_n", isLoss: false, tone: 2 },
    { kind: "expansion", label: "Expansion", mrr: "expansion_mrr", n: "expansion_n", isLoss: false, tone: 4 },
    { kind: "contraction", label: "Contraction", mrr: "contraction_mrr", n: "contraction_n", isLoss: true, tone: 3 },
    { kind: "churn", label: "Churn", mrr: "churn_mrr", n: "churn_n", isLoss: true, tone: "down" },
] as const;

/** From the close before to that of a period; losses are positive in their columns, and go down. */
export function movementSteps(row: Movement): Step[] {
    return [
        { label: "Start", value: row.mrr_start, isTotal: true },
        ...KINDS.map((kind) => ({ label: kind.label, value: kind.isLoss ? -row[kind.mrr] : row[kind.mrr] })),
        { label: "End", value: row.mrr_end, isTotal: true },
    ];
}

/** A period before the first customer, or after the last. */
export function isIdle(row: Pick<Movement, "customers_start" | "customers_end">): boolean {
    return row.customers_start === 0 && row.customers_end === 0;
}
