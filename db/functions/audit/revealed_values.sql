create or replace function audit.revealed_values(columns jsonb)
returns jsonb
language plpgsql
stable
security definer -- whoever may read an entry reads it whole; keys are nobody's to read
set search_path = ''
as $$
declare
    v_columns jsonb := revealed_values.columns;
    v_place record;
    v_value jsonb;
begin
    if v_columns::text not like '%"concealed"%' then
        return v_columns;
    end if;

    for v_place in
        select
            array[c.key] as path,
            c.value
        from jsonb_each(v_columns) as c
        where jsonb_typeof(c.value) = 'object'
        union all
        select
            array[c.key, (e.position - 1)::text],
            e.value
        from jsonb_each(v_columns) as c
        cross join
            jsonb_array_elements(
                case jsonb_typeof(c.value) when 'array' then c.value else '[]' end
            ) with ordinality as e (value, position)
        where jsonb_typeof(e.value) = 'object'
    loop
        if v_place.value ? 'key_id' and v_place.value ? 'concealed' then
            select convert_from(
                ext.decrypt_iv(
                    substr(b.bytes, 17), k.key, substr(b.bytes, 1, 16), 'aes'
                ),
                'UTF8'
            )::jsonb
            into v_value
            from audit.personal_keys as k
            cross join decode(v_place.value ->> 'concealed', 'base64') as b (bytes)
            where k.id::text = v_place.value ->> 'key_id';
            v_columns = jsonb_set(v_columns, v_place.path, coalesce(v_value, '"erased"'));
        end if;
    end loop;
    return v_columns;
end
$$;

comment on function audit.revealed_values(jsonb) is
'Recorded columns as they were; erased stands where a person was forgotten.';

grant execute on function audit.revealed_values(jsonb) to authenticated, platform_admin;
