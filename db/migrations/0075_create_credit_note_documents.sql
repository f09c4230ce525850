-- A credit note is a document as an invoice is: made once, kept, never changed.

-- Only functions of ours read it, and they are replaced with it.
-- squawk-ignore ban-drop-not-null
alter table billing.invoice_documents alter column invoice_id drop not null;
alter table billing.invoice_documents
add column credit_note_id uuid,
add constraint invoice_documents_credit_note_id_fkey
foreign key (organization_id, credit_note_id)
references billing.credit_notes (organization_id, id) not valid,
add constraint invoice_documents_subject_check
check (num_nonnulls(invoice_id, credit_note_id) = 1) not valid;
-- The rows that are there have an invoice and no note: to look is quick, there are few columns.
-- squawk-ignore constraint-missing-not-valid
alter table billing.invoice_documents validate constraint invoice_documents_credit_note_id_fkey;
-- squawk-ignore constraint-missing-not-valid
alter table billing.invoice_documents validate constraint invoice_documents_subject_check;

-- In one transaction with all else, and of a table of thousands.
-- squawk-ignore require-concurrent-index-creation
create unique index invoice_documents_credit_note_id_idx
on billing.invoice_documents (organization_id, credit_note_id);

comment on table billing.invoice_documents is
'Invoices and credit notes as PDF. A local queue, keyed by id, so that a worker can claim across
tenants; what is ready is never made again.';
comment on column billing.invoice_documents.credit_note_id is
'The credit note that the document is; null for an invoice.';
