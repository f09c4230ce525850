create or replace function billing.assert_fields(object jsonb, variadic fields text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_field text;
begin
    foreach v_field in array fields loop
        if object ->> v_field is null then
            raise sqlstate 'ST003' using
                message = format('This %s has no %s', object ->> 'object', v_field);
        end if;
    end loop;
end
$$;

comment on function billing.assert_fields(jsonb, text[]) is
'Fails loudly (ST003) when something of Stripe''s lacks a field that is needed.';
