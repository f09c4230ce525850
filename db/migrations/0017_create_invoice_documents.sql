-- Whom an invoice is addressed to, and the invoice as a document: made once, kept, never changed.

insert into util.settings (key, value, description)
values
(
    'seller',
    '{"name": "Unison", "address_lines": [], "tax_id": null, "email": null, "payment_lines": []}',
    'The letterhead of invoices; payment_lines say where a transfer goes'
);

-- PostgREST hands out what a function returns as this as it is, for any Accept header. It stands
-- where the guard does: that is the one schema below the edges that callers may reach into.
create domain identity."*/*" as bytea;
comment on domain identity."*/*" is
'The body of an answer that is no JSON; the function says its type.';

create table billing.profiles (
    organization_id uuid not null,
    legal_name text,
    address_lines text[] not null default '{}',
    country text,
    tax_id text,
    po_number text,
    contacts text[] not null default '{}',
    updated_at timestamptz not null,

    constraint profiles_pkey primary key (organization_id),
    constraint profiles_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint profiles_country_check check (country ~ '^[A-Z]{2}$'),
    constraint profiles_address_lines_check check (cardinality(address_lines) <= 6),
    constraint profiles_contacts_check check (cardinality(contacts) <= 10)
);
comment on table billing.profiles is
'What an organization wants to read on its invoices, and who gets them.';
comment on column billing.profiles.country is 'ISO 3166-1, two capital letters.';
comment on column billing.profiles.po_number is
'The purchase order that new invoices name, until it is replaced.';
comment on column billing.profiles.contacts is
'Addresses that get billing mail beside the members who see to the billing.';

create table billing.invoice_documents (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    invoice_id uuid not null,
    status text not null default 'queued',
    data jsonb,
    pdf bytea,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    last_error text,
    created_at timestamptz not null,
    finished_at timestamptz,

    constraint invoice_documents_pkey primary key (id),
    constraint invoice_documents_organization_id_invoice_id_key
    unique (organization_id, invoice_id),
    constraint invoice_documents_invoice_id_fkey
    foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id),
    constraint invoice_documents_status_check
    check (status in ('queued', 'rendering', 'ready', 'failed')),
    constraint invoice_documents_pdf_check check ((pdf is not null) = (status = 'ready')),
    constraint invoice_documents_finished_at_check
    check ((finished_at is not null) = (status in ('ready', 'failed')))
);
-- A PDF is compressed already.
alter table billing.invoice_documents alter column pdf set storage external;
create index invoice_documents_due_idx
on billing.invoice_documents (next_attempt_at)
where finished_at is null;
comment on table billing.invoice_documents is
'Invoices as PDF. A local queue, keyed by id, so that a worker can claim across tenants; what is
ready is never made again.';
comment on column billing.invoice_documents.data is
'What the document says, settled when it is first claimed: letterhead, addressee, lines, totals.';

alter table billing.profiles enable row level security;
alter table billing.invoice_documents enable row level security;
