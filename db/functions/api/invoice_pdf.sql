create function api.invoice_pdf(id uuid)
returns identity."*/*"
language plpgsql
security definer -- documents are no tenant's to read but by this
set search_path = ''
as $$
begin
    return billing.find_invoice_pdf(
        identity.require_permission('billing.read'), invoice_pdf.id
    );
end
$$;

comment on function api.invoice_pdf(uuid) is
$$An invoice as PDF

The same bytes for ever, whatever the Accept header. 404 invoice_not_found, 409 invoice_not_issued.
409 document_pending while it is being made: POST sets that off where nothing has, then ask again.$$;

grant execute on function api.invoice_pdf(uuid) to authenticated;
