import { useParams } from "react-router";

import { CreditNotes } from "~/billing/CreditNotes";
import { PdfButton } from "~/billing/PdfButton";
import { stepText, useDunning } from "~/billing/DunningSteps";
import { api, type Row } from "~/lib/api";
import { day, moment, money, number, period } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { StatusBadge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { ButtonLink, buttonClass } from "~/ui/Button";
import { Empty } from "~/ui/Empty";
import { Facts } from "~/ui/Facts";
import { Page, Section } from "~/ui/Page";
import { Skeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";
import { Timeline, type TimelineEvent } from "~/ui/Timeline";

type Line = Row<"invoice_lines">;
type Invoice = Row<"invoices"> & {
    invoice_lines: Line[];
    payments: Row<"payments">[];
    refunds: Row<"refunds">[];
};

const LINES: readonly Column<Line>[] = [
    {
        id: "description",
        label: "For",
        cell: (line) => (
            <>
                {line.description}
                {line.service_start && line.service_end && (
                    <span className="block text-xs font-normal text-ink-3">{period(line.service_start, line.service_end)}</span>
                )}
            </>
        ),
    },
    { id: "quantity", label: "Quantity", isFigure: true, cell: (line) => number(line.quantity ?? 1) },
    { id: "amount", label: "Amount", isFigure: true, cell: (line) => money(line.amount_cents, line.currency) },
];

export default function InvoicePage() {
    const { id = "" } = useParams();
    const invoice = useRows(["invoice", id], async (signal) => {
        const { data } = await api
            .from("invoices")
            .select("*, invoice_lines(*), payments(*), refunds(*)")
            .eq("id", id)
            .order("position", { referencedTable: "invoice_lines" })
            .abortSignal(signal)
            .maybeSingle()
            .throwOnError();
        return { data: data as unknown as Invoice | null };
    });
    const title = invoice.data?.data?.number;
    return (
        <Page
            title={title ? `Invoice ${title}` : "Invoice"}
            actions={
                <>
                    <ButtonLink to="/billing/invoices">All invoices</ButtonLink>
                    {invoice.data?.data?.issued_at && (
                        <PdfButton
                            call="invoice_pdf"
                            id={id}
                            name={`invoice-${title ?? id}`}
                            look="primary"
                        >
                            Download PDF
                        </PdfButton>
                    )}
                </>
            }
        >
            <Block query={invoice} skeleton={<Skeleton className="h-80" />}>
                {({ data }) =>
                    data ? (
                        <Details invoice={data} />
                    ) : (
                        <Empty title="There is no such invoice" action={<ButtonLink to="/billing/invoices">All invoices</ButtonLink>}>
                            It may belong to another of your organizations.
                        </Empty>
                    )
                }
            </Block>
        </Page>
    );
}

function Details({ invoice }: { invoice: Invoice }) {
    const dunning = useDunning(invoice.id);
    const { currency } = invoice;
    const isUnpaid = invoice.status === "open" && invoice.hosted_url;
    return (
        <div className="document contents">
            <div className="card flex flex-wrap items-center justify-between gap-6 p-6">
                <div>
                    <p className="figures font-display text-3xl font-semibold">{money(invoice.total_cents, currency)}</p>
                    <p className="mt-1 text-sm text-ink-2">
                        {invoice.issued_at ? `Issued ${day(invoice.issued_at)} (UTC)` : "Not issued yet"}
                        {invoice.status === "open" && invoice.due_at && ` · due ${day(invoice.due_at)} (UTC)`}
                        {invoice.po_number && ` · your order ${invoice.po_number}`}
                    </p>
                    {invoice.status === "open" && !invoice.hosted_url && (
                        <p className="mt-1 text-sm text-ink-2">Please transfer it, naming its number.</p>
                    )}
                </div>
                <div className="flex items-center gap-4">
                    <StatusBadge status={invoice.status} />
                    {isUnpaid && (
                        <a href={isUnpaid} className={buttonClass("primary", "md", "print:hidden")}>
                            Pay now
                        </a>
                    )}
                </div>
            </div>
            <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
                <Section title="What it is for">
                    <Table caption="Lines of the invoice" columns={LINES} rows={invoice.invoice_lines} rowKey={(line) => line.id} />
                    <Facts
                        className="ml-auto w-full max-w-xs px-4"
                        facts={[
                            ["Subtotal", money(invoice.subtotal_cents, currency)] as const,
                            ["Discount", money(-invoice.discount_cents, currency), invoice.discount_cents] as const,
                            ["Tax", money(invoice.tax_cents, currency), invoice.tax_cents] as const,
                            ["Total", money(invoice.total_cents, currency)] as const,
                            ["Paid", money(invoice.amount_paid_cents, currency), invoice.amount_paid_cents] as const,
                            ["Refunded", money(invoice.amount_refunded_cents, currency), invoice.amount_refunded_cents] as const,
                            ["Due", money(invoice.amount_due_cents, currency), invoice.status === "open" ? invoice.amount_due_cents : 0] as const,
                        ]
                            .filter(([, , amount]) => amount === undefined || amount !== 0)
                            .map(([name, text]) => [name, text] as const)}
                    />
                    {invoice.status === "void" && <CreditNotes invoiceId={invoice.id} />}
                </Section>
                <Section title="What happened">
                    <div className="card p-6">
                        <Timeline label="History of the invoice" events={history(invoice, dunning.data?.data ?? [])} />
                    </div>
                </Section>
            </div>
        </div>
    );
}

interface Dated extends TimelineEvent {
    at: string;
}

/** Issue, payments, refunds and reminders, as they happened; what is to come at the end. */
function history(invoice: Invoice, steps: readonly Row<"dunning_steps">[]): TimelineEvent[] {
    const events: Dated[] = [];
    const add = (id: string, title: string, at: string | null, tone: Dated["tone"]) => {
        if (at) events.push({ id, title, at, time: moment(at), tone });
    };
    add("issued", "Issued", invoice.issued_at, "done");
    for (const payment of invoice.payments) {
        const amount = money(payment.amount_cents, payment.currency);
        if (payment.status === "paid" || payment.status === "succeeded") {
            add(payment.id, `${amount} paid`, payment.paid_at ?? payment.created_at, "good");
        } else {
            add(payment.id, `Payment of ${amount}: ${payment.status.replaceAll("_", " ")}`, payment.created_at, payment.status === "failed" ? "bad" : "done");
        }
    }
    for (const refund of invoice.refunds) {
        add(refund.id, `${money(refund.amount_cents, refund.currency)} refunded`, refund.refunded_at, "done");
    }
    for (const step of steps) {
        if (step.taken_at) add(`step-${step.position}`, stepText(step), step.taken_at, "bad");
        else if (!step.closed_at && step.due_at) {
            events.push({
                id: `step-${step.position}`,
                title: stepText(step),
                at: step.due_at,
                time: `on ${day(step.due_at)} (UTC), unless it is paid`,
                tone: "next",
            });
        }
    }
    return events.toSorted((one, other) => one.at.localeCompare(other.at));
}
