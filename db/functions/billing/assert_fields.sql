create or replace function billing.assert_fields(object jsonb, variadic fields text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_missing text;
begin
    select string_agg(f.field, ', ') into v_missing
    from unnest(assert_fields.fields) as f (field)
    where object ->> f.field is null;

    if v_missing is not null then
        raise sqlstate 'ST003' using
            message = format(
                'The %s of %s is missing', v_missing, coalesce(object ->> 'object', 'object')
            );
    end if;
end
$$;

comment on function billing.assert_fields(jsonb, text[]) is
'Fails loudly (ST003) when something of Stripe''s lacks a field that is needed.';
