create or replace function billing.lines_total(lines jsonb)
returns bigint
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        sum((l.line ->> 'amount_cents')::bigint - (l.line ->> 'discount_cents')::bigint), 0
    )::bigint
    from jsonb_array_elements(lines_total.lines) as l (line)
$$;

comment on function billing.lines_total(jsonb) is 'What the lines of a preview add up to.';
