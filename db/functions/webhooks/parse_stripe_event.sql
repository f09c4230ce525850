create or replace function webhooks.parse_stripe_event(payload text)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return payload::jsonb;
exception
    when others then
        return null;
end
$$;

comment on function webhooks.parse_stripe_event(text) is
'A body as jsonb; null when it is no JSON that can be stored (jsonb refuses U+0000, half a surrogate
pair, numbers without end and nesting without end).';
