create or replace function billing.assert_command_params(kind text, params jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_field record;
    v_text text;
begin
    for v_field in
        select
            f.field,
            f.type,
            f.is_required
        from billing.stripe_command_fields() as f
        where f.kind = assert_command_params.kind
    loop
        v_text = params ->> v_field.field;
        continue when v_text is null and not v_field.is_required;
        begin
            if v_text is null then
                raise data_exception using message = 'it is missing';
            end if;
            case v_field.type
                when 'uuid' then perform v_text::uuid;
                when 'boolean' then perform v_text::boolean;
                when 'timestamptz' then perform v_text::timestamptz;
                when 'count' then
                    if v_text::bigint < 0 then
                        raise data_exception using message = 'it is negative';
                    end if;
                when 'text' then null;
            end case;
        exception
            -- Also an invalid representation of a type, and a number out of range.
            when data_exception then
                raise invalid_parameter_value using message = format(
                    'The command %s needs a %s as %s: %s',
                    assert_command_params.kind, v_field.type, v_field.field, sqlerrm
                );
        end;
    end loop;

    select k.field into v_text
    from jsonb_object_keys(params) as k (field)
    where
        not exists (
            select
            from billing.stripe_command_fields() as f
            where f.kind = assert_command_params.kind and f.field = k.field
        )
    limit 1;
    if v_text is not null then
        raise invalid_parameter_value using message = format(
            'The command %s knows no %s', assert_command_params.kind, v_text
        );
    end if;
end
$$;

comment on function billing.assert_command_params(text, jsonb) is
'Refuses params that the kind of command does not know, lacks, or cannot read. A person''s wrong
input is refused before, in words for a person: this catches a caller''s mistake where it is made.';
