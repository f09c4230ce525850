create or replace function billing.take_document_number(organization_id uuid, kind text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_year integer := extract(
        year from util.now(take_document_number.organization_id) at time zone 'UTC'
    )::integer;
    v_series text;
    v_number bigint;
begin
    select
        -- What is tried out must leave no gap in the numbers that are filed.
        case when o.is_sandbox then 'TEST-' else '' end
        || util.setting('invoice_series')
        || case take_document_number.kind when 'credit_note' then '-CN' else '' end
    into strict v_series
    from identity.organizations as o
    where o.id = take_document_number.organization_id;

    -- The row stays locked until the document is there, or the number free again.
    insert into billing.document_counters as c (series, year, last_number)
    values (v_series, v_year, 1)
    on conflict on constraint document_counters_pkey do update
        set last_number = c.last_number + 1
    returning c.last_number into v_number;
    return format('%s-%s-%s', v_series, v_year, lpad(v_number::text, 6, '0'));
end
$$;

comment on function billing.take_document_number(uuid, text) is
'The next number of an invoice or a credit_note in the year of the organization''s clock, without
gaps: whoever issues at the same time waits for this transaction. billing.lock_numbering first.';
