create function admin.invoice_pdf(organization_id uuid, id uuid)
returns identity."*/*"
language plpgsql
security definer -- documents are nobody's to read but by this
set search_path = ''
as $$
begin
    perform identity.require_staff();
    return billing.find_invoice_pdf(invoice_pdf.organization_id, invoice_pdf.id);
end
$$;

comment on function admin.invoice_pdf(uuid, uuid) is
$$An organization's invoice as PDF

The very bytes that the customer gets. 404 invoice_not_found, 409 invoice_not_issued and
document_pending.$$;

grant execute on function admin.invoice_pdf(uuid, uuid) to platform_admin;
