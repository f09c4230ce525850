create or replace function audit.conceal_columns(
    subject audit.subjects, row_key text, organization_id text, columns jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_columns jsonb := conceal_columns.columns;
    v_column text;
    v_whose text;
    v_value jsonb;
begin
    foreach v_column in array subject.secret_columns loop
        if v_columns -> v_column <> 'null' then
            v_columns = jsonb_set(v_columns, array[v_column], '"***"');
        end if;
    end loop;

    for v_column, v_whose in
        select p.key, p.value
        from jsonb_each_text(subject.personal_columns) as p
        where v_columns -> p.key <> 'null'
    loop
        v_value = v_columns -> v_column;
        if v_whose = 'address' then
            -- Each of a list is another person's.
            select case
                when jsonb_typeof(v_value) = 'array' then coalesce(jsonb_agg(c.concealed), '[]')
                else jsonb_agg(c.concealed) -> 0
            end
            into v_value
            from (
                select audit.conceal_value(audit.address_subject(a.address), to_jsonb(a.address))
                from jsonb_array_elements_text(
                    case
                        when jsonb_typeof(v_value) = 'array' then v_value
                        else jsonb_build_array(v_value)
                    end
                ) as a (address)
            ) as c (concealed);
        else
            v_value = audit.conceal_value(
                v_whose || ':' || case v_whose
                    -- What concerns all of them has a key of its own.
                    when 'organization' then coalesce(conceal_columns.organization_id, 'all')
                    else conceal_columns.row_key
                end,
                v_value
            );
        end if;
        v_columns = jsonb_set(v_columns, array[v_column], v_value);
    end loop;
    return v_columns;
end
$$;

comment on function audit.conceal_columns(audit.subjects, text, text, jsonb) is
'The columns of a row as they may be recorded: secrets masked, what is personal concealed.';
