import { admin, type AdminRow } from "~/lib/api";
import { day, money } from "~/lib/format";
import { StatusBadge } from "~/ui/Badge";
import { Button } from "~/ui/Button";
import { useDeed, type Deed } from "~/ui/Deed";
import { StaffList } from "~/ui/StaffList";

type Invoice = AdminRow<"invoices">;

/** Invoices of an organization, and what the staff write beside them. */
export function OrganizationInvoices({ id }: { id: string }) {
    const [dialog, begin] = useDeed();
    return (
        <>
            <StaffList
                view="invoices"
                caption="Invoices"
                fixed={{ organization_id: id }}
                sort="-created_at"
                rowKey={(row) => row.id}
                one="invoice"
                empty={{ title: "No invoice yet", text: "The first one comes with the first payment." }}
                filters={[
                    {
                        name: "status",
                        label: "Status",
                        options: ["draft", "open", "paid", "void", "uncollectible"].map((value) => ({ value })),
                    },
                ]}
                columns={[
                    { id: "number", label: "Number", className: "whitespace-nowrap", cell: (row) => row.number ?? "Draft" },
                    { id: "status", label: "Status", cell: (row) => <StatusBadge status={row.status} /> },
                    { id: "issued", label: "Issued", isFigure: true, cell: (row) => (row.issued_at ? day(row.issued_at) : "–") },
                    { id: "due", label: "Due", isFigure: true, cell: (row) => (row.due_at ? day(row.due_at) : "–") },
                    { id: "total", label: "Total", sort: "total_cents", isFigure: true, cell: (row) => money(row.total_cents, row.currency) },
                    { id: "open", label: "Remaining", isFigure: true, cell: (row) => money(row.amount_remaining_cents, row.currency) },
                    { id: "refunded", label: "Refunded", isFigure: true, cell: (row) => money(row.amount_refunded_cents, row.currency) },
                ]}
                actions={(row) =>
                    deedsFor(row).map((deed) => (
                        <Button key={deed.label} size="sm" aria-label={`${deed.label}: ${row.number}`} onClick={() => begin(deed)}>
                            {deed.label}
                        </Button>
                    ))}
            />
            {dialog}
        </>
    );
}

function deedsFor(invoice: Invoice): (Deed & { label: string })[] {
    const { organization_id, id: invoice_id, currency } = invoice;
    const amount = (initial: number) => ({ name: "amount_cents", label: `Amount, in the smallest unit of ${currency}`, type: "number", initial: String(initial) }) as const;
    if (invoice.status === "paid") {
        return [
            {
                label: "Note a refund",
                title: `Note a refund of ${invoice.number}`,
                lead: "It is written down beside the invoice and moves no money: make the refund at Stripe, from where it arrives by itself.",
                before: `${money(invoice.amount_refunded_cents, currency)} of ${money(invoice.amount_paid_cents, currency)} refunded`,
                fields: [amount(invoice.amount_paid_cents)],
                after: ({ amount_cents }) => `${money(Number(amount_cents) || 0, currency)} noted`,
                verb: "Note it",
                done: "The refund is noted",
                act: ({ amount_cents, reason = "" }) =>
                    admin.rpc("note_refund", { organization_id, invoice_id, amount_cents: Number(amount_cents), reason }).throwOnError(),
            },
        ];
    }
    // Stripe settles its own.
    if (invoice.status !== "open" || invoice.stripe_invoice_id !== null) return [];
    return [
        {
            label: "Mark paid",
            title: `${invoice.number} was paid`,
            lead: "By transfer: what arrived on the account, and under which reference.",
            before: `${money(invoice.amount_remaining_cents, currency)} remain`,
            after: ({ amount_cents }) => `${money(Number(amount_cents) || 0, currency)} paid`,
            fields: [amount(invoice.amount_remaining_cents), { name: "reference", label: "Reference of the transfer" }],
            verb: "Mark paid",
            done: "The payment is recorded",
            act: ({ amount_cents, reference = "", reason = "" }) =>
                admin.rpc("mark_invoice_paid", { organization_id, invoice_id, amount_cents: Number(amount_cents), reference, reason }).throwOnError(),
        },
        {
            label: "Void",
            title: `Void ${invoice.number}?`,
            lead: "A credit note takes back all of it. The number stays.",
            before: `${money(invoice.amount_remaining_cents, currency)} to be paid`,
            after: () => "Nothing to be paid",
            verb: "Void it",
            look: "danger",
            done: "The invoice is void",
            act: ({ reason = "" }) => admin.rpc("void_invoice", { organization_id, invoice_id, reason }).throwOnError(),
        },
    ];
}
