import { PdfButton } from "~/billing/PdfButton";
import { api } from "~/lib/api";
import { day, money } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Skeleton } from "~/ui/Skeleton";

/** What says that an invoice was taken back; Stripe's have none of ours. */
export function CreditNotes({ invoiceId }: { invoiceId: string }) {
    const notes = useRows(["credit_notes", invoiceId], (signal) =>
        api.from("credit_notes").select("*").eq("invoice_id", invoiceId).order("issued_at").abortSignal(signal).throwOnError(),
    );
    return (
        <Block query={notes} skeleton={<Skeleton className="h-16" />}>
            {({ data }) =>
                data.map((note) => (
                    <div key={note.id} className="card flex flex-wrap items-center justify-between gap-4 p-4">
                        <p className="text-sm">
                            Credit note {note.number} of {day(note.issued_at)} (UTC): {money(note.amount_cents, note.currency)} taken back.
                        </p>
                        <PdfButton call="credit_note_pdf" id={note.id} name={`credit-note-${note.number}`}>
                            Save as PDF
                        </PdfButton>
                    </div>
                ))
            }
        </Block>
    );
}
