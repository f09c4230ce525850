create function admin.credit_note_pdf(organization_id uuid, id uuid)
returns identity."*/*"
language plpgsql
security definer -- documents are nobody's to read but by this
set search_path = ''
as $$
begin
    perform identity.require_staff();
    return billing.find_credit_note_pdf(credit_note_pdf.organization_id, credit_note_pdf.id);
end
$$;

comment on function admin.credit_note_pdf(uuid, uuid) is
$$An organization's credit note as PDF

The very bytes that the customer gets. 404 credit_note_not_found, 409 document_pending.$$;

grant execute on function admin.credit_note_pdf(uuid, uuid) to platform_admin;
