create or replace function billing.respond_document(
    document billing.invoice_documents, name text
)
returns identity."*/*"
language plpgsql
set search_path = ''
as $$
begin
    if document.status = 'ready' then
        perform util.add_response_header('Content-Type', 'application/pdf');
        perform util.add_response_header(
            'Content-Disposition',
            format(
                'inline; filename="%s.pdf"',
                regexp_replace(name, '[^A-Za-z0-9_-]+', '-', 'g')
            )
        );
        return document.pdf::identity."*/*";
    end if;

    if document.status = 'failed' then
        perform util.fail(
            409, 'document_failed', 'The document could not be made',
            hint => 'We have been told; the hosted invoice can be saved instead'
        );
    end if;
    return convert_to(
        util.respond_error(
            409, 'document_pending', 'The document is not made yet',
            '{"retry_after_seconds": 1}', 'POST has it made; ask again in a moment'
        )::text,
        'UTF8'
    )::identity."*/*";
end
$$;

comment on function billing.respond_document(billing.invoice_documents, text) is
'Answers with a document by a name, the same bytes for ever; 409 document_pending until it is
made.';
