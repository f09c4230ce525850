import { api, type Row } from "~/lib/api";
import { day, moment } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { Timeline } from "~/ui/Timeline";

type Step = Row<"dunning_steps">;

/** The steps after a failed payment: of one invoice, or (null) of the case that is open. */
export const useDunning = (invoiceId: string | null) =>
    useRows(["dunning", invoiceId], (signal) => {
        const query = api.from("dunning_steps").select("*").order("position");
        const chosen = invoiceId ? query.eq("invoice_id", invoiceId) : query.is("closed_at", null);
        return chosen.abortSignal(signal).throwOnError();
    });

/** What a step does, in words; what it restricts is told by the API. */
export function stepText(step: Step): string {
    const texts: Record<string, string> = {
        banner: "everybody in your organization sees a notice",
        read_only: "everything becomes read-only",
        suspend: "the subscription is suspended",
    };
    const parts = [
        step.email_kind === "payment_failed" && "we tell you by mail that a payment failed",
        step.email_kind === "payment_reminder" && "we remind you by mail",
        texts[step.restriction],
        step.is_payment_retried && "the card is tried again",
    ].filter(Boolean) as string[];
    const text = parts.join(", ");
    return text.charAt(0).toUpperCase() + text.slice(1);
}

export function DunningSteps({ steps }: { steps: readonly Step[] }) {
    return (
        <Timeline
            label="Steps after a failed payment"
            events={steps.map((step) => ({
                id: String(step.position),
                title: stepText(step),
                time: step.taken_at ? moment(step.taken_at) : step.due_at ? `on ${day(step.due_at)} (UTC), unless it is paid` : "",
                tone: step.taken_at ? ("done" as const) : ("next" as const),
            }))}
        />
    );
}
