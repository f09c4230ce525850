create or replace function billing.value_digest(organization_id uuid, value text)
returns bytea
language sql
immutable
begin atomic
    select sha256(
        convert_to(value_digest.organization_id || ' ' || lower(btrim(value_digest.value)), 'UTF8')
    );
end;

comment on function billing.value_digest(uuid, text) is
'What is kept of a value that was erased for an organization: enough to know it again there.';
