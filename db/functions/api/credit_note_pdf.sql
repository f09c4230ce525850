create function api.credit_note_pdf(id uuid)
returns identity."*/*"
language plpgsql
security definer -- documents are no tenant's to read but by this
set search_path = ''
as $$
begin
    return billing.find_credit_note_pdf(
        identity.require_permission('billing.read'), credit_note_pdf.id
    );
end
$$;

comment on function api.credit_note_pdf(uuid) is
$$A credit note as PDF

The same bytes for ever, whatever the Accept header. 404 credit_note_not_found. 409
document_pending while it is being made: POST sets that off where nothing has, then ask again.$$;

grant execute on function api.credit_note_pdf(uuid) to authenticated;
