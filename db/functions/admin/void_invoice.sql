create function admin.void_invoice(organization_id uuid, invoice_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(void_invoice.reason);
    return json_build_object(
        'credit_note_number',
        billing.void_invoice(
            void_invoice.organization_id, void_invoice.invoice_id, void_invoice.reason
        )
    );
end
$$;

comment on function admin.void_invoice(uuid, uuid, text) is
$$Take an unpaid invoice of ours back

It keeps its number; a credit note says that it is void, and what was paid of it pays for the next
ones. Answers {credit_note_number}. 404 invoice_not_found, 409 invoice_settled, invoice_of_stripe.$$;

grant execute on function admin.void_invoice(uuid, uuid, text) to platform_admin;
