create or replace function billing.reference_id(reference jsonb)
returns text
language sql
immutable
begin atomic
    select case jsonb_typeof(reference_id.reference)
        when 'string' then reference_id.reference #>> '{}'
        when 'object' then reference_id.reference ->> 'id'
    end;
end;

comment on function billing.reference_id(jsonb) is
'The id in a reference of Stripe''s, which may be an id or the whole object.';
